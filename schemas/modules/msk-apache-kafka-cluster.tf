# cloudposse/msk-apache-kafka-cluster/aws

variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "label_order" { default = null }
variable "tags" { default = {} }
variable "context" { default = {} }

variable "kafka_version" {}
variable "broker_instance_type" { default = null }
variable "broker_per_zone" { default = 1 }
variable "number_of_broker_nodes" { default = null } # before 0.8.6, in place of broker_per_zone
variable "broker_volume_size" { default = 1000 }
variable "subnet_ids" {}
variable "vpc_id" { default = null }
variable "enhanced_monitoring" { default = "DEFAULT" }
variable "properties" { default = {} }

variable "client_broker" { default = "TLS" }
variable "encryption_in_cluster" { default = true }
variable "encryption_at_rest_kms_key_arn" { default = "" }

variable "client_allow_unauthenticated" { default = false }
variable "client_sasl_iam_enabled" { default = false }
variable "client_sasl_scram_enabled" { default = false }
variable "client_sasl_scram_secret_association_enabled" { default = true }
variable "client_sasl_scram_secret_association_arns" { default = [] }
variable "client_tls_auth_enabled" { default = false }
variable "certificate_authority_arns" { default = [] }

variable "public_access_enabled" { default = false }
variable "jmx_exporter_enabled" { default = false }
variable "node_exporter_enabled" { default = false }
variable "cloudwatch_logs_enabled" { default = false }
variable "cloudwatch_logs_log_group" { default = null }
variable "firehose_logs_enabled" { default = false }
variable "firehose_delivery_stream" { default = "" }
variable "s3_logs_enabled" { default = false }
variable "s3_logs_bucket" { default = "" }
variable "s3_logs_prefix" { default = "" }

variable "autoscaling_enabled" { default = true }
variable "storage_autoscaling_max_capacity" { default = null }
variable "storage_autoscaling_target_value" { default = 60 }

variable "create_security_group" { default = true }
variable "associated_security_group_ids" { default = [] }
variable "security_groups" { default = [] }
variable "allowed_cidr_blocks" { default = [] }
variable "allowed_security_group_ids" { default = [] }

module "this" {
  source      = "cloudposse/label/null"
  enabled     = var.enabled
  namespace   = var.namespace
  tenant      = var.tenant
  environment = var.environment
  stage       = var.stage
  name        = var.name
  delimiter   = var.delimiter
  attributes  = var.attributes
  label_order = var.label_order
  tags        = var.tags
  context     = var.context
}

locals {
  enabled = module.this.enabled
  has_tls = contains(["TLS", "TLS_PLAINTEXT"], var.client_broker)
  ports = compact([
    contains(["PLAINTEXT", "TLS_PLAINTEXT"], var.client_broker) ? "9092" : "",
    local.has_tls ? "9094" : "",
    local.has_tls && var.client_sasl_scram_enabled ? "9096" : "",
    local.has_tls && var.client_sasl_iam_enabled ? "9098" : "",
    "2181",
    "2182",
    var.jmx_exporter_enabled ? "11001" : "",
    var.node_exporter_enabled ? "11002" : "",
  ])
}

resource "aws_security_group" "default" {
  count  = local.enabled && var.create_security_group ? 1 : 0
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = length(var.allowed_cidr_blocks) > 0 ? local.ports : []
    content {
      protocol    = "tcp"
      from_port   = tonumber(ingress.value)
      to_port     = tonumber(ingress.value)
      cidr_blocks = var.allowed_cidr_blocks
    }
  }
  dynamic "ingress" {
    for_each = length(var.allowed_security_group_ids) > 0 ? local.ports : []
    content {
      protocol        = "tcp"
      from_port       = tonumber(ingress.value)
      to_port         = tonumber(ingress.value)
      security_groups = var.allowed_security_group_ids
    }
  }
}

resource "aws_msk_configuration" "config" {
  count = local.enabled ? 1 : 0

  name              = "${module.this.id}-${replace(var.kafka_version, ".", "-")}"
  kafka_versions    = [var.kafka_version]
  server_properties = join("\n", [for key, value in var.properties : "${key} = ${value}"])
}

resource "aws_msk_cluster" "default" {
  count = local.enabled ? 1 : 0

  cluster_name           = module.this.id
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.number_of_broker_nodes != null ? var.number_of_broker_nodes : var.broker_per_zone * length(var.subnet_ids)
  enhanced_monitoring    = var.enhanced_monitoring

  broker_node_group_info {
    instance_type   = var.broker_instance_type
    client_subnets  = var.subnet_ids
    security_groups = concat(var.associated_security_group_ids, aws_security_group.default[*].id)

    storage_info {
      ebs_storage_info {
        volume_size = var.broker_volume_size
      }
    }
    connectivity_info {
      public_access {
        type = var.public_access_enabled ? "SERVICE_PROVIDED_EIPS" : "DISABLED"
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.config[0].arn
    revision = aws_msk_configuration.config[0].latest_revision
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.encryption_at_rest_kms_key_arn != "" ? var.encryption_at_rest_kms_key_arn : null
    encryption_in_transit {
      client_broker = var.client_broker
      in_cluster    = var.encryption_in_cluster
    }
  }

  client_authentication {
    unauthenticated = var.client_allow_unauthenticated
    dynamic "tls" {
      for_each = var.client_tls_auth_enabled ? [1] : []
      content {
        certificate_authority_arns = var.certificate_authority_arns
      }
    }
    sasl {
      scram = var.client_sasl_scram_enabled
      iam   = var.client_sasl_iam_enabled
    }
  }

  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = var.jmx_exporter_enabled
      }
      node_exporter {
        enabled_in_broker = var.node_exporter_enabled
      }
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = var.cloudwatch_logs_enabled
        log_group = var.cloudwatch_logs_log_group
      }
      firehose {
        enabled         = var.firehose_logs_enabled
        delivery_stream = var.firehose_delivery_stream
      }
      s3 {
        enabled = var.s3_logs_enabled
        bucket  = var.s3_logs_bucket
        prefix  = var.s3_logs_prefix
      }
    }
  }
}

resource "aws_msk_scram_secret_association" "default" {
  count = local.enabled && var.client_sasl_scram_enabled && var.client_sasl_scram_secret_association_enabled ? 1 : 0

  cluster_arn     = aws_msk_cluster.default[0].arn
  secret_arn_list = var.client_sasl_scram_secret_association_arns
}

resource "aws_appautoscaling_target" "default" {
  count = local.enabled && var.autoscaling_enabled ? 1 : 0

  max_capacity       = coalesce(var.storage_autoscaling_max_capacity, var.broker_volume_size)
  min_capacity       = 1
  resource_id        = aws_msk_cluster.default[0].arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"
}

resource "aws_appautoscaling_policy" "default" {
  count = local.enabled && var.autoscaling_enabled ? 1 : 0

  name               = "${module.this.id}-broker-scaling"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_msk_cluster.default[0].arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"

  target_tracking_scaling_policy_configuration {
    target_value = var.storage_autoscaling_target_value
    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}

output "cluster_arn" { value = one(aws_msk_cluster.default[*].arn) }
output "cluster_name" { value = one(aws_msk_cluster.default[*].cluster_name) }
output "bootstrap_brokers" { value = one(aws_msk_cluster.default[*].bootstrap_brokers) }
output "bootstrap_brokers_tls" { value = one(aws_msk_cluster.default[*].bootstrap_brokers_tls) }
output "bootstrap_brokers_sasl_iam" { value = one(aws_msk_cluster.default[*].bootstrap_brokers_sasl_iam) }
output "bootstrap_brokers_sasl_scram" { value = one(aws_msk_cluster.default[*].bootstrap_brokers_sasl_scram) }
output "config_arn" { value = one(aws_msk_configuration.config[*].arn) }
output "latest_revision" { value = one(aws_msk_configuration.config[*].latest_revision) }
output "security_group_id" { value = one(aws_security_group.default[*].id) }
