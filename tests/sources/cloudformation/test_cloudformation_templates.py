"""Templates: what is one, resources and their guards, stacks within stacks, loops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cloudformation_reading import HEAD, named
from stacks import Stack, plain

from kafkalint.sources import cloudformation

Read = Callable[..., Stack]

CLUSTER = "Resources:\n  Kafka:\n    Type: AWS::MSK::Cluster\n"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("msk.yaml", CLUSTER),
        ("msk.yml", CLUSTER),
        ("kafka.template", CLUSTER),
        ("cdk.out/Kafka.template.json", '{"Resources": {"K": {"Type": "AWS::MSK::Cluster"}}}'),
        ("alarms.yaml", "Resources:\n A:\n  Type: AWS::CloudWatch::Alarm\n  x: AWS/Kafka\n"),
        ("root.yaml", "Resources:\n  Network:\n    Type: AWS::CloudFormation::Stack\n"),
        ("sam.yaml", "Resources:\n  Kafka:\n    Type: AWS::Serverless::Application\n"),
    ],
)
def test_templates_about_kafka_are_claimed(path: str, content: str) -> None:
    assert cloudformation.claims(path, content.encode())


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("compose.yml", "services:\n  kafka:\n    image: apache/kafka\n"),
        ("deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\n# AWS::MSK::Cluster\n"),
        ("bucket.yaml", "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"),
        ("check.md", CLUSTER),
        ("package.json", '{"name": "kafka", "Resources": 1}'),
    ],
)
def test_other_files_are_not(path: str, content: str) -> None:
    assert not cloudformation.claims(path, content.encode())


@pytest.mark.parametrize(
    "content",
    [
        "# AWS::MSK::Cluster\nResources: none\n",
        "# AWS::MSK::Cluster\nResources:\n  - a\n",
        "AWS::MSK::Cluster: Resources\n",
        '{"Resources": ["AWS::MSK::Cluster"]}',
        "",
    ],
)
def test_what_only_looks_like_one_is_passed_over(read: Read, content: str) -> None:
    stack = read({"x.yaml": content})

    assert (stack.estates, stack.notices) == ([], [])


def test_yaml_and_json_say_the_same(read: Read) -> None:
    in_yaml = read(named("!Ref Name", "Parameters: {Name: {Type: String, Default: orders}}"))
    in_json = read(
        {
            "template.json": '{"Parameters": {"Name": {"Type": "String", "Default": "orders"}},'
            '"Resources": {"Kafka": {"Type": "AWS::MSK::Cluster",'
            '"Properties": {"ClusterName": {"Ref": "Name"}}}}}'
        }
    )

    assert plain(in_yaml.name()) == plain(in_json.name()) == "orders"


def test_types_of_literals_are_those_of_the_arguments(read: Read) -> None:
    template = named("2") + "      KafkaVersion: 3.8\n      NumberOfBrokerNodes: '3'\n"
    cluster = read(template).cluster()

    assert plain(cluster.value("cluster_name")) == "2"
    assert plain(cluster.value("kafka_version")) == "3.8"
    assert plain(cluster.value("number_of_broker_nodes")) == 3


def test_a_resource_points_at_its_name(read: Read) -> None:
    anchor = read(named("x")).cluster().anchor

    assert (anchor.line, anchor.logical) == (3, "Resources.Kafka")


CONDITIONAL = """
Parameters:
  Stage: {Type: String, Default: test}
  Open: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Unclear: !Equals [!Ref Open, x]
Resources:
  Left:
    Type: AWS::MSK::Cluster
    Condition: IsProd
  There:
    Type: AWS::MSK::Cluster
    Condition: Unclear
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Kafka
      AlarmName: !Ref Left
"""


def test_conditions_leave_resources_out(read: Read) -> None:
    stack = read(HEAD + CONDITIONAL)

    assert stack.resources.keys() == {"There", "Alarm"}
    assert "has no default" in stack.resources["There"].uncertain
    assert (
        stack.resources["Alarm"].value("alarm_name").reason == "Left is left out by its condition"
    )


@pytest.mark.parametrize(
    ("policy", "expected"), [("Retain", True), ("RetainExceptOnCreate", True), ("Delete", False)]
)
def test_policies_guard_against_deletion(read: Read, policy: str, expected: bool) -> None:
    template = named("x").replace(
        "    Properties:", f"    DeletionPolicy: {policy}\n    Properties:"
    )

    guard = read(template).cluster().guards["retain"]
    assert (guard.data, guard.origins[0].line) == (expected, 5)


def test_nothing_guards_where_nobody_says_so(read: Read) -> None:
    assert read(named("x")).cluster().guards == {}


LOOP = """
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Clusters:
    - Name
    - [orders, payments]
    - Cluster${Name}:
        Type: AWS::MSK::Cluster
        Properties:
          ClusterName: !Sub 'kafka-${Name}'
          KafkaVersion: ${Name}
          Tags:
            Fn::ForEach::Tags:
              - Key
              - [a, b]
              - Tag${Key}: !Ref Name
"""


def test_loops_make_resources_and_properties(read: Read) -> None:
    stack = read(HEAD + LOOP)

    assert {
        name: (plain(each.value("cluster_name")), plain(each.value("tags")))
        for name, each in stack.resources.items()
    } == {
        "Clusterorders": ("kafka-orders", {"Taga": "orders", "Tagb": "orders"}),
        "Clusterpayments": ("kafka-payments", {"Taga": "payments", "Tagb": "payments"}),
    }


def test_a_loop_over_what_is_not_known_is_said(read: Read) -> None:
    stack = read(
        HEAD
        + LOOP.replace("[orders, payments]", "!Ref Names").replace(
            "Transform:", "Parameters: {Names: {Type: CommaDelimitedList}}\nTransform:"
        )
    )

    assert [notice.kind for notice in stack.notices] == ["unresolved"]
    assert "the parameter Names has no default" in stack.notices[0].message


ROOT = """
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./network.yaml
  Kafka:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: kafka/msk.yaml
      Parameters:
        Name: orders
        Subnet: !GetAtt Network.Outputs.SubnetA
"""
NETWORK = """
Resources:
  A:
    Type: AWS::EC2::Subnet
Outputs:
  SubnetA:
    Value: !Ref A
"""
INNER = """
Parameters:
  Name: {Type: String}
  Subnet: {Type: String}
Resources:
  Cluster:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: !Ref Name
      BrokerNodeGroupInfo:
        ClientSubnets: [!Ref Subnet]
"""


def test_stacks_within_are_part_of_the_one_around_them(read: Read) -> None:
    stack = read(
        {
            "root.yaml": HEAD + ROOT,
            "network.yaml": HEAD + NETWORK,
            "kafka/msk.yaml": HEAD + INNER,
        }
    )

    (estate,) = stack.estates
    cluster = stack.resources["Kafka.Cluster"]
    assert plain(cluster.value("cluster_name")) == "orders"
    assert plain(cluster.value("broker_node_group_info", "client_subnets")) == ["→Network.A.id"]
    assert estate.files == ("root.yaml", "network.yaml", "kafka/msk.yaml")
    assert estate.partial == ""


def test_a_stack_whose_template_is_elsewhere_leaves_the_estate_partial(read: Read) -> None:
    template = ROOT.replace("./network.yaml", "https://bucket.s3.amazonaws.com/network.yaml")
    stack = read({"root.yaml": HEAD + template, "kafka/msk.yaml": HEAD + INNER})

    assert stack.estates[0].partial == "the template of the stack Network is not here"
    subnets = stack.resources["Kafka.Cluster"].value("broker_node_group_info", "client_subnets")
    assert "is not here" in subnets.data[0].reason


def test_cdk_says_in_metadata_where_the_template_within_is(read: Read) -> None:
    root = (
        '{"Resources": {"Kafka": {"Type": "AWS::CloudFormation::Stack",'
        '"Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": '
        '"AWS::URLSuffix"}]]}}, "Metadata": {"aws:asset:path": "Kafka.nested.template.json"}},'
        '"CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2"}}}}'
    )
    inner = (
        '{"Resources": {"C": {"Type": "AWS::MSK::Cluster", "Properties": {"ClusterName": "x"}}}}'
    )
    stack = read({"root.template.json": root, "Kafka.nested.template.json": inner})

    assert stack.resources.keys() == {"Kafka.C"}


def test_a_stack_that_contains_itself_ends(read: Read) -> None:
    template = (
        HEAD + "Resources:\n  Self:\n    Type: AWS::CloudFormation::Stack\n"
        "    Properties:\n      TemplateURL: ./template.yaml\n"
        "  Kafka:\n    Type: AWS::MSK::Cluster\n"
    )

    assert read(template).notices == []


def test_a_stack_whose_parameter_is_its_own_output_ends(read: Read) -> None:
    root = (
        "Resources:\n  Kafka:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
        "      TemplateURL: inner.yaml\n"
        "      Parameters: {Name: !GetAtt Kafka.Outputs.Name}\n"
    )
    inner = named("!Ref Name", "Parameters: {Name: {Type: String}}")
    inner += "Outputs: {Name: {Value: !Ref Name}}\n"
    stack = read({"root.yaml": HEAD + root, "inner.yaml": inner})

    assert stack.name().is_unknown


def test_a_name_that_the_template_does_not_have_is_said_once(read: Read) -> None:
    template = named("!Ref Nowhere") + "      KafkaVersion: !Sub '${Nowhere}.x'\n"
    stack = read(template)

    (notice,) = stack.notices
    assert notice.kind == "unreadable"
    assert notice.line == 6
    assert notice.message == "Nowhere is neither a parameter nor a resource of the template"
    assert stack.name().is_unknown


def test_several_such_names_are_said_together(read: Read) -> None:
    names = ", ".join(f"!Ref {letter}" for letter in "ABCDEFG")
    template = named("!Ref Z") + f"      Tags: {{List: [{names}]}}\n"
    (notice,) = read(template).notices

    assert notice.line == 6
    assert notice.message == (
        "Z, A, B, C, D and 3 more are neither parameters nor resources of the template"
    )


@pytest.mark.parametrize(
    ("transform", "partial"),
    [
        ("AWS::Serverless-2016-10-31", ""),
        ("[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]", ""),
        ("Company::Defaults", "Company::Defaults may add resources when it is deployed"),
        ("{Name: AWS::Include, Parameters: {Location: s3://x}}", "Fn::Transform may add"),
    ],
)
def test_what_a_macro_may_make_is_no_mistake(read: Read, transform: str, partial: str) -> None:
    stack = read(named("!Ref FunctionRole", f"Transform: {transform}"))

    assert stack.notices == []
    assert "may make FunctionRole" in stack.name().reason
    assert stack.estates[0].partial.startswith(partial)
    assert bool(stack.estates[0].partial) is bool(partial)


def test_the_languages_extensions_make_nothing(read: Read) -> None:
    (notice,) = read(named("!Ref Nowhere", "Transform: AWS::LanguageExtensions")).notices

    assert notice.message.startswith("Nowhere is neither")


def test_a_mapping_that_the_template_does_not_have_is_said(read: Read) -> None:
    (notice,) = read(named("!FindInMap [Stages, prod, Name]")).notices

    assert notice.message == "Fn::FindInMap finds no Stages.prod.Name in the template"


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("x.yaml", f"{HEAD}{CLUSTER}    Properties: [a\n", 5),
        ("x.yaml", f"{HEAD}{CLUSTER}   x: 1\n", 5),
        ("x.json", '{"Resources": {"K": {"Type": "AWS::MSK::Cluster"', 1),
    ],
)
def test_broken_templates_are_told_with_their_line(
    read: Read, path: str, content: str, line: int
) -> None:
    stack = read({path: content, "good.yaml": named("x")})

    assert len(stack.estates) == 1
    (notice,) = stack.notices
    assert (notice.kind, notice.path) == ("unreadable", path)
    assert abs(notice.line - line) <= 1


@pytest.mark.parametrize(
    "properties",
    ["", "      [a]\n", "      text\n", "      !Ref Nowhere\n", "      !If [A, b, c]\n"],
)
def test_properties_of_any_shape_are_borne(read: Read, properties: str) -> None:
    stack = read(f"{HEAD}{CLUSTER}    Properties:\n{properties}")

    assert stack.cluster().type == "aws_msk_cluster"


@pytest.mark.parametrize(
    "expression",
    [
        "!Ref [a]",
        "!Ref ''",
        "!GetAtt []",
        "!GetAtt a",
        "!Sub [a]",
        "!Sub []",
        "!Sub {}",
        "!Join x",
        "!Join [a]",
        "!Join [[], []]",
        "!Split x",
        "!Split ['', abc]",
        "!Select x",
        "!Select [-1, [a]]",
        "!Select [a, b]",
        "!FindInMap x",
        "!FindInMap [a]",
        "!If x",
        "!If [[a], b, c]",
        "!Base64 [a]",
        "!Length x",
        "!ToJsonString {a: !Ref Nowhere}",
        "!GetAZs [a]",
        "{'Fn::Sub': {'Fn::Sub': x}}",
    ],
)
def test_functions_with_wrong_arguments_are_unknown_at_worst(read: Read, expression: str) -> None:
    assert read(named(expression)).cluster().type == "aws_msk_cluster"


def test_a_template_whose_aliases_explode_is_refused(read: Read) -> None:
    bomb = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n" + "".join(
        f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 7)
    )
    template = f"{bomb}{CLUSTER}    Properties:\n      ClusterName: *x6\n"
    stack = read(template)

    assert [notice.kind for notice in stack.notices] == ["unreadable"]
