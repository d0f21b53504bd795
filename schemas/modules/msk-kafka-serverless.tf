# terraform-aws-modules/msk-kafka-cluster/aws//modules/serverless

variable "create" { default = true }
variable "name" { default = "msk" }
variable "security_group_ids" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }

resource "aws_msk_serverless_cluster" "this" {
  count = var.create ? 1 : 0

  cluster_name = var.name
  tags         = var.tags

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }

  vpc_config {
    security_group_ids = var.security_group_ids
    subnet_ids         = var.subnet_ids
  }
}

output "serverless_arn" { value = one(aws_msk_serverless_cluster.this[*].arn) }
output "arn" { value = one(aws_msk_serverless_cluster.this[*].arn) }
output "cluster_name" { value = one(aws_msk_serverless_cluster.this[*].cluster_name) }
