# terraform-aws-modules/vpc/aws: which subnets there are, and in which zones

variable "create_vpc" { default = true }
variable "name" { default = "" }
variable "cidr" { default = "10.0.0.0/16" }
variable "azs" { default = [] }
variable "private_subnets" { default = [] }
variable "public_subnets" { default = [] }
variable "intra_subnets" { default = [] }
variable "database_subnets" { default = [] }
variable "elasticache_subnets" { default = [] }
variable "redshift_subnets" { default = [] }
variable "map_public_ip_on_launch" { default = false }

resource "aws_vpc" "this" {
  count      = var.create_vpc ? 1 : 0
  cidr_block = var.cidr
}

resource "aws_subnet" "private" {
  count             = var.create_vpc ? length(var.private_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = element(var.azs, count.index)
}

resource "aws_subnet" "public" {
  count                   = var.create_vpc ? length(var.public_subnets) : 0
  vpc_id                  = aws_vpc.this[0].id
  cidr_block              = var.public_subnets[count.index]
  availability_zone       = element(var.azs, count.index)
  map_public_ip_on_launch = var.map_public_ip_on_launch
}

resource "aws_subnet" "intra" {
  count             = var.create_vpc ? length(var.intra_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.intra_subnets[count.index]
  availability_zone = element(var.azs, count.index)
}

resource "aws_subnet" "database" {
  count             = var.create_vpc ? length(var.database_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.database_subnets[count.index]
  availability_zone = element(var.azs, count.index)
}

resource "aws_subnet" "elasticache" {
  count             = var.create_vpc ? length(var.elasticache_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.elasticache_subnets[count.index]
  availability_zone = element(var.azs, count.index)
}

resource "aws_subnet" "redshift" {
  count             = var.create_vpc ? length(var.redshift_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.redshift_subnets[count.index]
  availability_zone = element(var.azs, count.index)
}

output "azs" { value = var.azs }
output "name" { value = var.name }
output "vpc_id" { value = one(aws_vpc.this[*].id) }
output "vpc_arn" { value = one(aws_vpc.this[*].arn) }
output "vpc_cidr_block" { value = one(aws_vpc.this[*].cidr_block) }
output "private_subnets" { value = aws_subnet.private[*].id }
output "private_subnet_arns" { value = aws_subnet.private[*].arn }
output "private_subnets_cidr_blocks" { value = aws_subnet.private[*].cidr_block }
output "public_subnets" { value = aws_subnet.public[*].id }
output "public_subnet_arns" { value = aws_subnet.public[*].arn }
output "public_subnets_cidr_blocks" { value = aws_subnet.public[*].cidr_block }
output "intra_subnets" { value = aws_subnet.intra[*].id }
output "intra_subnets_cidr_blocks" { value = aws_subnet.intra[*].cidr_block }
output "database_subnets" { value = aws_subnet.database[*].id }
output "database_subnets_cidr_blocks" { value = aws_subnet.database[*].cidr_block }
output "elasticache_subnets" { value = aws_subnet.elasticache[*].id }
output "redshift_subnets" { value = aws_subnet.redshift[*].id }
output "default_security_group_id" { value = one(aws_vpc.this[*].default_security_group_id) }
