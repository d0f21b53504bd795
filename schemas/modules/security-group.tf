# terraform-aws-modules/security-group/aws: who may come in, as far as the arguments say it

variable "create" { default = true }
variable "create_sg" { default = true }
variable "security_group_id" { default = null }
variable "name" { default = null }
variable "vpc_id" { default = null }
variable "ingress_rules" { default = [] }
variable "ingress_cidr_blocks" { default = [] }
variable "ingress_ipv6_cidr_blocks" { default = [] }
variable "ingress_with_cidr_blocks" { default = [] }
variable "ingress_with_source_security_group_id" { default = [] }
variable "ingress_with_self" { default = [] }
variable "computed_ingress_with_cidr_blocks" { default = [] }
variable "number_of_computed_ingress_with_cidr_blocks" { default = 0 }

locals {
  kafka = {
    kafka-broker-tcp                   = 9092
    kafka-broker-tls-tcp               = 9094
    kafka-broker-tls-public-tcp        = 9194
    kafka-broker-sasl-scram-tcp        = 9096
    kafka-broker-sasl-scram-public-tcp = 9196
    kafka-broker-sasl-iam-tcp          = 9098
    kafka-broker-sasl-iam-public-tcp   = 9198
    kafka-jmx-exporter-tcp             = 11001
    kafka-node-exporter-tcp            = 11002
    zookeeper-2181-tcp                 = 2181
    zookeeper-2182-tls-tcp             = 2182
    ssh-tcp                            = 22
    https-443-tcp                      = 443
    http-80-tcp                        = 80
  }
  from = merge(local.kafka, { all-all = -1, all-tcp = 0 })
  to   = merge(local.kafka, { all-all = -1, all-tcp = 65535 })
  id   = var.create_sg ? one(aws_security_group.this[*].id) : var.security_group_id
}

resource "aws_security_group" "this" {
  count  = var.create && var.create_sg ? 1 : 0
  name   = var.name
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "ingress_rules" {
  count             = var.create ? length(var.ingress_rules) : 0
  security_group_id = local.id
  type              = "ingress"
  cidr_blocks       = var.ingress_cidr_blocks
  ipv6_cidr_blocks  = var.ingress_ipv6_cidr_blocks
  from_port         = local.from[var.ingress_rules[count.index]]
  to_port           = local.to[var.ingress_rules[count.index]]
  protocol          = var.ingress_rules[count.index] == "all-all" ? "-1" : "tcp"
}

resource "aws_security_group_rule" "ingress_with_cidr_blocks" {
  count             = var.create ? length(var.ingress_with_cidr_blocks) : 0
  security_group_id = local.id
  type              = "ingress"
  cidr_blocks       = compact(split(",", lookup(var.ingress_with_cidr_blocks[count.index], "cidr_blocks", join(",", var.ingress_cidr_blocks))))
  from_port         = try(var.ingress_with_cidr_blocks[count.index].from_port, local.from[var.ingress_with_cidr_blocks[count.index].rule])
  to_port           = try(var.ingress_with_cidr_blocks[count.index].to_port, local.to[var.ingress_with_cidr_blocks[count.index].rule])
  protocol          = try(var.ingress_with_cidr_blocks[count.index].protocol, "tcp")
}

resource "aws_security_group_rule" "ingress_with_source_security_group_id" {
  count                    = var.create ? length(var.ingress_with_source_security_group_id) : 0
  security_group_id        = local.id
  type                     = "ingress"
  source_security_group_id = var.ingress_with_source_security_group_id[count.index].source_security_group_id
  from_port                = try(var.ingress_with_source_security_group_id[count.index].from_port, local.from[var.ingress_with_source_security_group_id[count.index].rule])
  to_port                  = try(var.ingress_with_source_security_group_id[count.index].to_port, local.to[var.ingress_with_source_security_group_id[count.index].rule])
  protocol                 = try(var.ingress_with_source_security_group_id[count.index].protocol, "tcp")
}

resource "aws_security_group_rule" "computed_ingress_with_cidr_blocks" {
  count             = var.create ? var.number_of_computed_ingress_with_cidr_blocks : 0
  security_group_id = local.id
  type              = "ingress"
  cidr_blocks       = compact(split(",", lookup(var.computed_ingress_with_cidr_blocks[count.index], "cidr_blocks", join(",", var.ingress_cidr_blocks))))
  from_port         = try(var.computed_ingress_with_cidr_blocks[count.index].from_port, local.from[var.computed_ingress_with_cidr_blocks[count.index].rule])
  to_port           = try(var.computed_ingress_with_cidr_blocks[count.index].to_port, local.to[var.computed_ingress_with_cidr_blocks[count.index].rule])
  protocol          = try(var.computed_ingress_with_cidr_blocks[count.index].protocol, "tcp")
}

output "security_group_id" { value = local.id }
output "security_group_arn" { value = one(aws_security_group.this[*].arn) }
output "security_group_name" { value = one(aws_security_group.this[*].name) }
output "security_group_vpc_id" { value = var.vpc_id }
