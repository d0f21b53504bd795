resource "aws_msk_serverless_cluster" "orders" {
  cluster_name = var.name

  vpc_config {
    subnet_ids         = var.subnets
    security_group_ids = var.security_groups
  }

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
}
