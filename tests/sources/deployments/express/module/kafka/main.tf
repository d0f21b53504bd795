resource "aws_msk_cluster" "orders" {
  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = var.brokers

  broker_node_group_info {
    instance_type   = "express.m7g.large"
    client_subnets  = var.subnets
    security_groups = var.security_groups
  }
  client_authentication {
    sasl {
      iam = true
    }
  }
}
