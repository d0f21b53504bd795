"""A generated tree of 400 files, as a platform repository looks: most of it is not Kafka.

50 Compose projects (every second one with a broker), 250 Kubernetes manifests, 50 property
files (every fifth a broker's), 50 Terraform files. The same seed gives the same tree.
"""

from __future__ import annotations

import random
from pathlib import Path

COMPOSE_BROKER = """\
services:
  zookeeper-{n}:
    image: confluentinc/cp-zookeeper:7.6.{patch}
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_TICK_TIME: 2000
  kafka-{n}:
    image: confluentinc/cp-kafka:7.6.{patch}
    depends_on: [zookeeper-{n}]
    ports:
      - "{port}:9092"
    environment:
      KAFKA_BROKER_ID: {n}
      KAFKA_ZOOKEEPER_CONNECT: zookeeper-{n}:2181
      KAFKA_LISTENERS: INTERNAL://:29092,EXTERNAL://:9092
      KAFKA_ADVERTISED_LISTENERS: INTERNAL://kafka-{n}:29092,EXTERNAL://localhost:{port}
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: INTERNAL
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
  orders-{n}:
    image: registry.example.com/orders:{n}
    environment:
      BOOTSTRAP_SERVERS: kafka-{n}:29092
"""

COMPOSE_OTHER = """\
services:
  web-{n}:
    image: nginx:1.27.{patch}
    ports: ["{port}:80"]
  db-{n}:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/db
    volumes: ["db-{n}:/var/lib/postgresql/data"]
volumes:
  db-{n}: {{}}
"""

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels: {{app: {name}, team: team-{team}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: {name}
          image: registry.example.com/{name}:{n}
          env:
            - {{name: LOG_LEVEL, value: info}}
            - {{name: {variable}, value: "{value}"}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec:
  selector: {{app: {name}}}
  ports: [{{port: 80, targetPort: 8080}}]
"""

BROKER = """\
broker.id={n}
listeners=SASL_SSL://0.0.0.0:9093
advertised.listeners=SASL_SSL://kafka-{n}.example.com:9093
security.inter.broker.protocol=SASL_SSL
log.dirs=/var/lib/kafka/data
num.partitions=3
default.replication.factor={replicas}
min.insync.replicas=2
zookeeper.connect=zk-1.example.com:2181,zk-2.example.com:2181,zk-3.example.com:2181/kafka
"""

APPLICATION = """\
server.port=8080
spring.application.name=service-{n}
spring.kafka.bootstrap-servers=kafka-1.example.com:9093
spring.datasource.url=jdbc:postgresql://db/service-{n}
logging.level.root=INFO
"""

TERRAFORM = """\
resource "aws_s3_bucket" "logs_{n}" {{
  bucket = "logs-{n}"
  tags   = {{ Team = "team-{team}" }}
}}

resource "aws_security_group" "service_{n}" {{
  name = "service-{n}"
  ingress {{
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }}
}}
"""


def write(root: Path, seed: int = 7) -> int:
    """Write the tree below `root`; gives the number of files."""
    chance = random.Random(seed)
    count = 0
    for n in range(50):
        text = COMPOSE_BROKER if n % 2 else COMPOSE_OTHER
        count += _put(root / f"services/s{n}/compose.yml", text, n, chance)
    for n in range(250):
        count += _put(root / f"k8s/team-{n % 9}/app-{n}.yaml", MANIFEST, n, chance)
    for n in range(50):
        broker = n % 5 == 0
        path = root / (
            f"brokers/b{n}/server.properties" if broker else f"apps/a{n}/application.properties"
        )
        count += _put(path, BROKER if broker else APPLICATION, n, chance)
    for n in range(50):
        count += _put(root / f"terraform/m{n}/main.tf", TERRAFORM, n, chance)
    return count


def _put(path: Path, template: str, n: int, chance: random.Random) -> int:
    kafka = chance.random() < 0.3
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        template.format(
            n=n,
            name=f"app-{n}",
            team=n % 9,
            patch=n % 4,
            port=19000 + n,
            replicas=1 + n % 3,
            variable="KAFKA_BOOTSTRAP_SERVERS" if kafka else "DATABASE_HOST",
            value="kafka-1.example.com:9093" if kafka else "db.example.com",
        ),
        encoding="utf-8",
    )
    return 1
