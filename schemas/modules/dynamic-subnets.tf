# cloudposse/dynamic-subnets/aws: one private and one public subnet in each zone

variable "enabled" { default = null }
variable "context" { default = {} }
variable "vpc_id" { default = null }
variable "availability_zones" { default = [] }
variable "max_subnet_count" { default = 0 }
variable "subnets_per_az_count" { default = 1 }
variable "private_subnets_enabled" { default = true }
variable "public_subnets_enabled" { default = true }

data "aws_availability_zones" "default" {}

locals {
  enabled = var.enabled != null ? var.enabled : try(var.context.enabled != null ? var.context.enabled : true, true)
  given   = length(var.availability_zones) > 0
  every   = local.given ? var.availability_zones : data.aws_availability_zones.default.names
  zones   = var.max_subnet_count > 0 ? slice(local.every, 0, var.max_subnet_count) : local.every
  placed  = flatten([for zone in local.zones : [for number in range(var.subnets_per_az_count) : zone]])
}

resource "aws_subnet" "private" {
  count             = local.enabled && var.private_subnets_enabled ? length(local.placed) : 0
  vpc_id            = var.vpc_id
  availability_zone = local.placed[count.index]
}

resource "aws_subnet" "public" {
  count                   = local.enabled && var.public_subnets_enabled ? length(local.placed) : 0
  vpc_id                  = var.vpc_id
  availability_zone       = local.placed[count.index]
  map_public_ip_on_launch = true
}

output "availability_zones" { value = local.zones }
output "private_subnet_ids" { value = aws_subnet.private[*].id }
output "public_subnet_ids" { value = aws_subnet.public[*].id }
