"""What an account's control plane says of its clusters, as estates of resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from kafkalint.errors import UsageError
from kafkalint.findings import Notice
from kafkalint.live.aws import answers
from kafkalint.live.aws.calls import AwsProblem, ClientOf, Refused, Region
from kafkalint.record import replace
from kafkalint.sources._cloud import normalise_api as api
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Origin

ALL = "all"
REGIONS_AT_ONCE, CLUSTERS_AT_ONCE, TOPICS_AT_ONCE = 12, 8, 8


class Found(NamedTuple):
    """A cluster: all resources around it, what could not be asked, and where its brokers are.

    `bootstrap` is GetBootstrapBrokers' answer, empty where it was refused.
    """

    name: str
    region: str
    estate: Estate
    notices: tuple[Notice, ...]
    bootstrap: dict[str, str]


def find(
    wanted: str, regions: Sequence[str], client_of: ClientOf
) -> tuple[list[Found], list[Notice]]:
    """The clusters that `wanted` (an ARN, a name or "all") stands for in `regions`.

    Raises UsageError where there is none of that name, AwsProblem where AWS cannot be asked.
    """
    if wanted.startswith("arn:"):
        region = Region(_region_of(wanted), client_of)
        try:
            info = region.ask("cluster", ClusterArn=wanted)["ClusterInfo"]
        except Refused as refused:
            raise AwsProblem(f"{wanted} cannot be described: {refused}") from None
        return [Reading(region, info).found()], []
    listed, notices = _listed(wanted, regions, client_of)
    if not listed:
        if notices:
            raise AwsProblem(notices[0].message)
        where = ", ".join(regions)
        what = "no MSK cluster" if wanted == ALL else f"no MSK cluster called '{wanted}'"
        raise UsageError(f"there is {what} in {where}", remedy="--region names another region")
    with ThreadPoolExecutor(CLUSTERS_AT_ONCE) as pool:
        found = list(pool.map(lambda each: Reading(*each).found(), listed))
    return found, notices


def enabled_regions(client_of: ClientOf, first: str) -> tuple[list[str], list[Notice]]:
    """The regions that the account uses; just `first` where that may not be asked."""
    try:
        answer = Region(first, client_of).pages("regions")
    except Refused as refused:
        return [first], [_notice(refused, f"only {first} is looked at")]
    return sorted(str(each["RegionName"]) for each in answer), []


def _region_of(arn: str) -> str:
    parts = arn.split(":")
    if len(parts) < 6 or parts[2] != "kafka" or not parts[3]:
        raise UsageError(f"{arn} is no ARN of an MSK cluster")
    return parts[3]


def _listed(
    wanted: str, regions: Sequence[str], client_of: ClientOf
) -> tuple[list[tuple[Region, dict[str, Any]]], list[Notice]]:
    def ask(name: str) -> tuple[Region, list[dict[str, Any]], Notice | None]:
        region = Region(name, client_of)
        try:
            arguments = {} if wanted == ALL else {"ClusterNameFilter": wanted}
            return region, region.pages("clusters", **arguments), None
        except Refused as refused:
            return region, [], _notice(refused, f"no cluster in {name} was looked at")

    with ThreadPoolExecutor(REGIONS_AT_ONCE) as pool:
        asked = list(pool.map(ask, regions))
    found = [
        (region, info)
        for region, clusters, _ in asked
        for info in clusters
        if wanted in (ALL, info.get("ClusterName"))
    ]
    return found, [notice for _, _, notice in asked if notice is not None]


def _notice(refused: Refused, consequence: str) -> Notice:
    kind = "permission" if refused.is_permission else "unreadable"
    return Notice(kind, "", 0, f"{refused}: {consequence}")


class Reading:
    """Everything around one cluster; what is refused costs its own facts alone."""

    def __init__(self, region: Region, info: dict[str, Any]) -> None:
        self.region = region
        self.info = info
        self.arn = str(info["ClusterArn"])
        self.name = str(info.get("ClusterName", self.arn))
        self.notices: list[Notice] = []

    def found(self) -> Found:
        """The estate and what is missing in it."""
        provisioned = self.info.get("Provisioned") or {}
        resources = [answers.cluster(self.info, self._keys(provisioned))]
        resources += self._network(provisioned)
        resources += self._configuration(provisioned)
        resources += self._secrets(provisioned)
        resources += self._policy()
        resources += self._topics()
        resources += self._watched()
        estate = Estate(
            f"{self.region.name}",
            answers.place(self.name),
            tuple(resources),
            partial="; ".join(notice.message for notice in self.notices),
        )
        return Found(self.name, self.region.name, estate, tuple(self.notices), self._bootstrap())

    def _try(self, ask: Callable[[], Any], lost: str) -> Any:
        """The answer, or None and a notice that says what is not known without it."""
        try:
            return ask()
        except Refused as refused:
            self.notices.append(_notice(refused, f"{self.name}: {lost}"))
            return None

    def _keys(self, provisioned: dict[str, Any]) -> dict[str, str]:
        """Whose the key of its disks is: the API names AWS' own where nobody chose one."""
        held = (provisioned.get("EncryptionInfo") or {}).get("EncryptionAtRest") or {}
        key = held.get("DataVolumeKMSKeyId")
        if not key:
            return {}
        lost = "whose key encrypts its disks is not known"
        answer = self._try(lambda: self.region.ask("key", KeyId=key), lost)
        return {key: answer["KeyMetadata"].get("KeyManager", "")} if answer else {}

    def _network(self, provisioned: dict[str, Any]) -> Iterable[Resource]:
        group = provisioned.get("BrokerNodeGroupInfo") or {}
        subnets, groups = group.get("ClientSubnets") or [], group.get("SecurityGroups") or []
        for network in (self.info.get("Serverless") or {}).get("VpcConfigs") or ():
            subnets = [*subnets, *(network.get("SubnetIds") or ())]
            groups = [*groups, *(network.get("SecurityGroupIds") or ())]
        found: list[Resource] = []
        if subnets:
            lost = "the zones of its subnets are not known"
            answer = self._try(lambda: self.region.pages("subnets", SubnetIds=subnets), lost)
            found += [api.subnet(each, self._place(each, "SubnetId")) for each in answer or ()]
        if groups:
            lost = "whom its security groups let in is not known"
            answer = self._try(lambda: self.region.pages("groups", GroupIds=groups), lost)
            found += [
                api.security_group(each, self._place(each, "GroupId")) for each in answer or ()
            ]
        return found

    def _configuration(self, provisioned: dict[str, Any]) -> Iterable[Resource]:
        software = provisioned.get("CurrentBrokerSoftwareInfo") or {}
        arn, revision = software.get("ConfigurationArn"), software.get("ConfigurationRevision")
        if not arn:
            return ()
        answer = self._try(
            lambda: self.region.ask("configuration", Arn=arn, Revision=revision),
            "its brokers' settings are not known",
        )
        if answer is None:
            return ()
        name = arn.split("/")[1] if "/" in arn else arn
        described = {"Arn": arn, "Name": name}
        return (api.configuration(described, answer, answers.place(f"configuration {name}")),)

    def _secrets(self, provisioned: dict[str, Any]) -> Iterable[Resource]:
        sasl = (provisioned.get("ClientAuthentication") or {}).get("Sasl") or {}
        if not (sasl.get("Scram") or {}).get("Enabled"):
            return ()
        listed = self._try(
            lambda: self.region.pages("secrets", ClusterArn=self.arn),
            "its users are not known",
        )
        if listed is None:
            return ()
        lost = "the key of a secret is not known"
        described = [
            self._try(lambda arn=arn: self.region.ask("secret", SecretId=arn), lost)  # type: ignore[misc]
            for arn in listed
        ]
        held = [
            api.secret(each, self._place(each, "Name")) for each in described if each is not None
        ]
        return [api.scram_secrets(self.arn, listed, answers.place(self.name)), *held]

    def _policy(self) -> Iterable[Resource]:
        try:
            answer = self.region.ask("policy", ClusterArn=self.arn)
        except Refused as refused:
            if "NotFound" not in refused.reason:
                lost = f"{self.name}: which accounts may connect is not known"
                self.notices.append(_notice(refused, lost))
            return ()
        return (api.cluster_policy(self.arn, answer, answers.place(f"policy of {self.name}")),)

    def _topics(self) -> Iterable[Resource]:
        lost = "its topics are not known"
        listed = self._try(lambda: self.region.pages("topics", ClusterArn=self.arn), lost) or ()
        with ThreadPoolExecutor(TOPICS_AT_ONCE) as pool:
            return list(pool.map(self._topic, listed))

    def _topic(self, seen: dict[str, Any]) -> Resource:
        """A topic with its own settings; without them what it does not show is left open."""
        name = str(seen.get("TopicName", ""))
        here = answers.place(f"topic {name}")
        try:
            seen = self.region.ask("topic", ClusterArn=self.arn, TopicName=name)
        except Refused as refused:
            return replace(api.topic(self.arn, seen, here), partial=str(refused))
        return api.topic(self.arn, seen, here)

    def _watched(self) -> Iterable[Resource]:
        alarms = self._try(lambda: _alarms(self.region), "its alarms are not known")
        targets = self._try(
            lambda: self.region.pages("targets", ServiceNamespace="kafka"),
            "whether its disks grow by themselves is not known",
        )
        own = [each for each in targets or () if each.get("ResourceId") == self.arn]
        scaled = (api.scalable_target(each, self._place(each, "ResourceId")) for each in own)
        return [*(alarms or ()), *scaled]

    def _place(self, answer: dict[str, Any], name: str) -> Origin:
        return answers.place(str(answer.get(name, "")))

    def _bootstrap(self) -> dict[str, str]:
        answer = self._try(
            lambda: self.region.ask("brokers", ClusterArn=self.arn),
            "where its brokers listen is not known",
        )
        return {
            name: text
            for name, text in (answer or {}).items()
            if name.startswith("BootstrapBrokerString") and isinstance(text, str)
        }


def _alarms(region: Region) -> list[Resource]:
    found: list[Resource] = []
    token: dict[str, str] = {}
    while True:
        page = region.ask("alarms", AlarmTypes=["MetricAlarm", "CompositeAlarm"], **token)
        found += [
            api.alarm(each, answers.place(f"alarm {each.get('AlarmName')}"))
            for each in page.get("MetricAlarms", ())
            if answers.watches_kafka(each)
        ]
        found += [answers.composite_alarm(each) for each in page.get("CompositeAlarms", ())]
        if not page.get("NextToken"):
            return found
        token = {"NextToken": page["NextToken"]}
