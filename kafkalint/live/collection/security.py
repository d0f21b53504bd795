"""Who may do what, who can log in, and how much each may use."""

from __future__ import annotations

from typing import Any

import kafka.errors as kafka_errors
import kafka.protocol.admin as messages

from kafkalint.live.collection import Tell
from kafkalint.live.collection.cluster import OPERATIONS
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import ApiError, check, refusal
from kafkalint.live.snapshot import (
    Acl,
    Quota,
    QuotaEntity,
    ScramCredential,
    ScramUser,
    Snapshot,
)

ANY = 1
RESOURCES = {
    2: "TOPIC",
    3: "GROUP",
    4: "CLUSTER",
    5: "TRANSACTIONAL_ID",
    6: "DELEGATION_TOKEN",
    7: "USER",
}
PATTERNS = {3: "LITERAL", 4: "PREFIXED"}
PERMISSIONS = {2: "DENY", 3: "ALLOW"}
MECHANISMS = {1: "SCRAM-SHA-256", 2: "SCRAM-SHA-512"}


def ask_acls(reader: Reader, tell: Tell) -> None:
    """Every ACL; where the brokers have no authorizer there are none, and that is told."""
    request = messages.DescribeAclsRequest(
        resource_type_filter=ANY,
        resource_name_filter=None,
        pattern_type_filter=ANY,
        principal_filter=None,
        host_filter=None,
        operation=ANY,
        permission_type=ANY,
    )
    try:
        answer = reader.ask(request)
        check(answer.error_code, answer.error_message)
    except ApiError as error:
        if issubclass(error.cause, kafka_errors.SecurityDisabledError):
            tell(Snapshot(acls=(), authorizer=False))
            return
        there = (
            True if issubclass(error.cause, kafka_errors.ClusterAuthorizationFailedError) else None
        )
        failed = refusal("DescribeAcls", "cluster", error)
        tell(Snapshot(authorizer=there, refusals=(failed,)))
    except Exception as error:
        tell(Snapshot(refusals=(refusal("DescribeAcls", "cluster", error),)))
    else:
        found = [_acl(resource, each) for resource in answer.resources for each in resource.acls]
        tell(Snapshot(acls=tuple(found), authorizer=True))


def _acl(resource: Any, told: Any) -> Acl:
    return Acl(
        RESOURCES.get(resource.resource_type, str(resource.resource_type)),
        resource.resource_name,
        PATTERNS.get(getattr(resource, "pattern_type", 3), "LITERAL"),
        told.principal,
        told.host,
        OPERATIONS.get(told.operation, str(told.operation)),
        PERMISSIONS.get(told.permission_type, str(told.permission_type)),
    )


def ask_scram_users(reader: Reader, tell: Tell) -> None:
    """Who has SCRAM credentials, and of what kind; never the credentials."""
    call = "DescribeUserScramCredentials"
    try:
        # Empty means all, as null does; but at null, Kafka 4.4 never answers who may not ask.
        answer = reader.ask(messages.DescribeUserScramCredentialsRequest(users=[]))
        check(answer.error_code, answer.error_message)
    except Exception as error:
        tell(Snapshot(refusals=(refusal(call, "cluster", error),)))
        return
    users = [
        ScramUser(
            told.user,
            tuple(
                ScramCredential(
                    MECHANISMS.get(each.mechanism, str(each.mechanism)), each.iterations
                )
                for each in told.credential_infos
            ),
        )
        for told in answer.results
        if not told.error_code
    ]
    tell(Snapshot(scram_users=tuple(users)))


def ask_quotas(reader: Reader, tell: Tell) -> None:
    """Every client quota."""
    request = messages.DescribeClientQuotasRequest(components=[], strict=False)
    try:
        answer = reader.ask(request)
        check(answer.error_code, answer.error_message)
    except Exception as error:
        tell(Snapshot(refusals=(refusal("DescribeClientQuotas", "cluster", error),)))
        return
    quotas = [
        Quota(
            tuple(QuotaEntity(each.entity_type, each.entity_name) for each in told.entity),
            {each.key: each.value for each in told.values},
        )
        for told in answer.entries or ()
    ]
    tell(Snapshot(quotas=tuple(quotas)))
