"""The same deployment gives the same findings, in whichever form it is written down.

Each folder of `deployments/` is one deployment: in Terraform, as a call of a module, as plans
and states that Terraform made of both (see `maintenance/terraform_plans`), in Pulumi's YAML, as
its preview and its exported stack, and as a template of CloudFormation in YAML and JSON. What a
form cannot know has to be undecided there, and is listed here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from other_forms import export, preview, template_in_json

from kafkalint.audit import Options, audit_paths
from kafkalint.findings import Report

DEPLOYMENTS = Path(__file__).parent / "deployments"
FORMS = {
    "terraform": "main.tf",
    "module": ".",
    "plan": "plan.json",
    "plan-of-module": "plan.json",
    "state": "terraform.tfstate",
    "state-of-module": "terraform.tfstate",
    "pulumi": "Pulumi.yaml",
    "cloudformation": "template.yaml",
    "cloudformation-json": "Kafka.template.json",
    "pulumi-preview": "preview.json",
    "pulumi-export": "stack.json",
}
PUT_OUT = {
    "cloudformation-json": lambda folder: template_in_json(folder / "cloudformation/template.yaml"),
    "pulumi-preview": lambda folder: preview(folder / "pulumi/Pulumi.yaml"),
    "pulumi-export": lambda folder: export(folder / "pulumi/Pulumi.yaml"),
}
"""Forms that are made of others here, as programs put them out."""

EXPECTED: dict[str, set[tuple[str, str]]] = {
    "secured": {("no-deletion-protection", "medium")},
    "serverless": {("no-deletion-protection", "medium")},
    "express": {
        ("broker-logs-not-retained", "medium"),
        ("data-at-rest-unencrypted", "low"),
        ("msk-monitoring-level-default", "low"),
        ("no-deletion-protection", "medium"),
    },
    "defaults": {
        ("broker-logs-not-retained", "medium"),
        ("data-at-rest-unencrypted", "low"),
        ("msk-burstable-instance", "high"),
        ("msk-implicit-default-config", "high"),
        ("msk-monitoring-level-default", "low"),
        ("msk-storage-autoscaling-missing", "medium"),
        ("no-deletion-protection", "medium"),
        ("tls-listener-without-client-auth", "high"),
    },
    "scram": {
        ("client-listener-plaintext", "critical"),
        ("msk-scram-secret-invalid", "high"),
        ("no-client-authentication", "critical"),
    },
    "public": {
        ("broker-logs-not-retained", "medium"),
        ("msk-public-access", "critical"),
        ("security-group-open", "critical"),
        ("tls-listener-without-client-auth", "high"),
    },
    "alarms": {
        ("alert-metric-not-emitted", "high"),
        ("alert-missing-consumer-lag", "high"),
        ("alert-without-action", "high"),
        ("broker-logs-not-retained", "medium"),
        ("msk-implicit-default-config", "high"),
    },
}
"""What each deployment is about; `at least`, as rules are added."""

OF_A_STATE = {"data-at-rest-unencrypted"}
"""A state holds the ARN of AWS' own key as it does a customer's."""
OF_A_PLAN = {"no-deletion-protection"}
"""Neither a plan nor a state holds `prevent_destroy`."""
CANNOT_KNOW = {
    **dict.fromkeys(("plan", "plan-of-module"), OF_A_PLAN),
    **dict.fromkeys(("state", "state-of-module"), OF_A_STATE | OF_A_PLAN),
}

ADDRESSES = {
    "aws_security_group.kafka": "the security group",
    "securityGroup": "the security group",
    "SecurityGroup": "the security group",
}
"""What has no name but that of its form's own making."""


@cache
def report(deployment: str, form: str) -> Report:
    folder = DEPLOYMENTS / deployment
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as temporary:
        if form in PUT_OUT:
            (Path(temporary) / FORMS[form]).write_text(PUT_OUT[form](folder))
        patch.chdir(temporary if form in PUT_OUT else folder / form)
        return audit_paths([FORMS[form]], Options())


def findings(deployment: str, form: str) -> set[tuple[str, str, str]]:
    return {
        (finding.rule.id, finding.severity.word, _subject(finding.subject))
        for finding in report(deployment, form).findings
    }


def undecided(deployment: str, form: str) -> set[tuple[str, str]]:
    return {(each.rule.id, _subject(each.subject)) for each in report(deployment, form).undecided}


def _subject(name: str) -> str:
    for address, meant in ADDRESSES.items():
        name = name.replace(address, meant)
    return name


@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_a_deployment_is_judged_for_what_it_is(deployment: str) -> None:
    said = {(rule, severity) for rule, severity, _ in findings(deployment, "terraform")}

    assert said >= EXPECTED[deployment]


def test_a_secured_deployment_has_nothing_serious() -> None:
    said = {severity for _, severity, _ in findings("secured", "terraform")}

    assert said.isdisjoint({"high", "critical"})


@pytest.mark.parametrize("form", [form for form in FORMS if form != "terraform"])
@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_every_form_gives_the_same_findings(deployment: str, form: str) -> None:
    said, expected = findings(deployment, form), findings(deployment, "terraform")
    missing = expected - said

    assert said <= expected
    assert {rule for rule, _, _ in missing} <= CANNOT_KNOW.get(form, set())
    assert {(rule, subject) for rule, _, subject in missing} <= undecided(deployment, form)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "terraform"])
@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_what_is_undecided_is_so_in_every_form(deployment: str, form: str) -> None:
    more = undecided(deployment, form) - undecided(deployment, "terraform")

    assert {rule for rule, _ in more} <= CANNOT_KNOW.get(form, set())


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_nothing_is_left_unread(deployment: str, form: str) -> None:
    said = report(deployment, form)

    assert len(said.clusters) == 1
    assert said.notices == ()
