"""CloudFormation's functions, each in its long and its short form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cloudformation_reading import named
from stacks import Stack, plain

Read = Callable[..., Stack]

PARAMETERS = """
Parameters:
  Stage: {Type: String, Default: prod}
  Names: {Type: CommaDelimitedList, Default: "orders, payments"}
  Open: {Type: String}
  Secret: {Type: String, Default: hunter2, NoEcho: true}
  Ami: {Type: "AWS::SSM::Parameter::Value<String>", Default: /names/kafka}
"""
MAPPINGS = """
Mappings:
  Stages:
    prod: {Name: orders, Brokers: 6}
    test: {Name: orders-test, Brokers: 3}
  Same:
    prod: {Name: orders}
    test: {Name: orders}
"""
CONDITIONS = """
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Equals [a, a]]
  Either: !Or [!Condition IsTest, !Condition IsProd]
  Unclear: !Equals [!Ref Open, x]
  NotWhatever: !And [!Condition Unclear, !Condition IsTest]
  Circular: !Not [!Condition Circular]
  Long: {"Fn::Equals": [{Ref: Stage}, prod]}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("orders", "orders"),
        ("!Ref Stage", "prod"),
        ("{Ref: Stage}", "prod"),
        ("!Sub '${Stage}-kafka'", "prod-kafka"),
        ("{'Fn::Sub': '${Stage}-kafka'}", "prod-kafka"),
        ("!Sub ['${Stage}-${Name}', {Name: orders}]", "prod-orders"),
        ("!Sub '${!Literal}-${Stage}'", "${Literal}-prod"),
        ("!Join ['-', [kafka, !Ref Stage]]", "kafka-prod"),
        ("!Join ['-', !Ref Names]", "orders-payments"),
        ("!Join ['', [a, 1, true]]", "a1true"),
        ("!Select [1, !Ref Names]", "payments"),
        ("!Select ['0', !Split ['/', 'orders/prod']]", "orders"),
        ("!FindInMap [Stages, !Ref Stage, Name]", "orders"),
        ("!FindInMap [Stages, nowhere, Name, {DefaultValue: other}]", "other"),
        ("!FindInMap [Same, !Ref 'AWS::Region', Name]", "orders"),
        ("!If [IsProd, orders, other]", "orders"),
        ("!If [IsTest, orders, other]", "other"),
        ("!If [Both, orders, other]", "orders"),
        ("!If [Either, orders, other]", "orders"),
        ("!If [Long, orders, other]", "orders"),
        ("!If [NotWhatever, orders, other]", "other"),
        ("!If [Unclear, orders, orders]", "orders"),
        ("!ToJsonString {a: !Ref Stage}", '{"a":"prod"}'),
        ("!Length [a, b, c]", "3"),
        ("{'Fn::Length': !Ref Names}", "2"),
    ],
)
def test_what_the_template_says_is_known(read: Read, expression: str, expected: str) -> None:
    stack = read(named(expression, PARAMETERS, MAPPINGS, CONDITIONS))

    assert plain(stack.name()) == expected
    assert stack.notices == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("!Ref Open", "the parameter Open has no default"),
        ("!Ref Secret", "the parameter Secret is a secret"),
        ("!Ref Ami", "the parameter Ami is kept in the Parameter Store"),
        ("!Ref 'AWS::StackName'", "who deploys it names the stack"),
        ("!Sub '${AWS::StackName}-kafka'", "who deploys it names the stack"),
        ("!Sub '${Open}-kafka'", "the parameter Open has no default"),
        ("!Join ['-', [kafka, !Ref Open]]", "the parameter Open has no default"),
        ("!ImportValue network-name", "Fn::ImportValue takes what another stack exports"),
        ("{'Fn::Transform': {Name: Upper}}", "Fn::Transform is what a macro makes"),
        ("!Select [5, !Ref Names]", "the list has no item 5"),
        ("!If [Circular, a, b]", "the condition Circular is not known here"),
        ("!If [Unclear, a, b]", "the condition Unclear is not known here"),
        ("!If [Nowhere, a, b]", "the condition Nowhere is not known here"),
        ("!FindInMap [Stages, !Ref Open, Name]", "the parameter Open has no default"),
        ("'{{resolve:ssm:/kafka/name}}'", "resolved from a store when it is deployed"),
        ("!Invented x", "no function that is known here"),
    ],
)
def test_what_only_a_deployment_knows_is_unknown(read: Read, expression: str, reason: str) -> None:
    name = read(named(expression, PARAMETERS, MAPPINGS, CONDITIONS)).name()

    assert name.is_unknown
    assert reason in name.reason
    assert "hunter2" not in f"{name.data}"


def test_what_is_known_of_a_text_stays_in_it(read: Read) -> None:
    name = read(named("!Sub '${AWS::StackName}-kafka-${Stage}'", PARAMETERS)).name()

    assert name.data == "${AWS::StackName}-kafka-prod"


def test_no_value_is_not_set(read: Read) -> None:
    stack = read(named("!If [IsTest, x, !Ref 'AWS::NoValue']", PARAMETERS, CONDITIONS))

    assert stack.name().is_absent


def test_a_value_points_at_its_line_and_at_the_parameter_that_decides_it(read: Read) -> None:
    name = read(
        named("!Ref Stage", "Parameters:\n  Stage:\n    Type: String\n    Default: p")
    ).name()

    assert [origin.line for origin in name.origins] == [10, 5]
    assert name.origins[0].logical == "Resources.Kafka.Properties.ClusterName"
    assert name.origins[1].logical == "Parameters.Stage"


def test_the_user_gives_parameters(read: Read) -> None:
    assert read(named("!Ref Open", PARAMETERS), Open="given").name().data == "given"


def test_objects_of_an_open_condition_keep_what_they_share(read: Read) -> None:
    template = named("x", PARAMETERS, CONDITIONS) + (
        "      EncryptionInfo:\n"
        "        EncryptionInTransit: !If\n"
        "          - Unclear\n"
        "          - {ClientBroker: TLS, InCluster: true}\n"
        "          - {ClientBroker: TLS, InCluster: false}\n"
    )
    cluster = read(template).cluster()
    transit = ("encryption_info", "encryption_in_transit")

    assert cluster.value(*transit, "client_broker").data == "TLS"
    assert cluster.value(*transit, "in_cluster").is_unknown


SUBNETS = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  A:
    Type: AWS::EC2::Subnet
    Properties:
      AvailabilityZone: !Select [0, !GetAZs '']
  B:
    Type: AWS::EC2::Subnet
    Properties:
      AvailabilityZone: !Select [1, !GetAZs {Ref: 'AWS::Region'}]
  C:
    Type: AWS::EC2::Subnet
    Properties:
      AvailabilityZone: !Sub '${AWS::Region}c'
      CidrBlock: !Select [0, !Cidr [10.0.0.0/16, 3, 8]]
  Kafka:
    Type: AWS::MSK::Cluster
    Properties:
      BrokerNodeGroupInfo:
        ClientSubnets: [!Ref A, !GetAtt B.SubnetId, !GetAtt [C, SubnetId]]
"""


def test_resources_are_referred_to(read: Read) -> None:
    cluster = read(SUBNETS).cluster()

    assert plain(cluster.value("broker_node_group_info", "client_subnets")) == [
        "→A.id",
        "→B.subnet_id",
        "→C.subnet_id",
    ]


def test_zones_of_an_unknown_region_are_told_apart(read: Read) -> None:
    resources = read(SUBNETS).resources
    zones = [plain(resources[name].value("availability_zone")) for name in "ABC"]

    assert len(set(zones)) == 3
    assert all("availability_zones" in zone for zone in zones)
    assert resources["C"].value("cidr_block").is_unknown


PROPERTIES = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Replicas: {Type: Number, Default: 3}
  Open: {Type: String}
Resources:
  Configuration:
    Type: AWS::MSK::Configuration
    Properties:
      ServerProperties: !Sub |
        auto.create.topics.enable=false
        default.replication.factor=${Replicas}
        min.insync.replicas=${Open}
  Encoded:
    Type: AWS::MSK::Configuration
    Properties:
      ServerProperties:
        Fn::Base64: |
          min.insync.replicas=2
          num.partitions=6
"""


def test_properties_know_the_line_of_each(read: Read) -> None:
    text = read(PROPERTIES).resources["Configuration"].value("server_properties")

    assert text.is_unknown
    assert text.data.splitlines()[1:] == [
        "default.replication.factor=3",
        "min.insync.replicas=${Open}",
    ]
    assert [origin.line for origin in text.data.lines] == [10, 11, 12]


def test_encoded_properties_are_read_as_they_were(read: Read) -> None:
    text = read(PROPERTIES).resources["Encoded"].value("server_properties")

    assert text.data == "min.insync.replicas=2\nnum.partitions=6\n"
    assert [origin.line for origin in text.data.lines] == [18, 19]


def test_properties_in_one_line_of_json_point_at_it(read: Read) -> None:
    template = (
        '{"Resources": {"C": {"Type": "AWS::MSK::Configuration",\n'
        ' "Properties": {"ServerProperties": "a=1\\nb=2\\n"}}}}'
    )
    text = read({"template.json": template}).resources["C"].value("server_properties")

    assert [origin.line for origin in text.data.lines] == [2, 2]


def test_joined_properties_point_at_their_items(read: Read) -> None:
    text = (
        read(
            'AWSTemplateFormatVersion: "2010-09-09"\n'
            "Resources:\n"
            "  C:\n"
            "    Type: AWS::MSK::Configuration\n"
            "    Properties:\n"
            "      ServerProperties: !Join\n"
            "        - |+\n\n"
            "        - - min.insync.replicas=2\n"
            "          - num.partitions=6\n"
        )
        .resources["C"]
        .value("server_properties")
    )

    assert text.data == "min.insync.replicas=2\nnum.partitions=6"
    assert [origin.line for origin in text.data.lines] == [9, 10]
