# terraform-aws-modules/msk-kafka-cluster/aws

variable "create" { default = true }
variable "name" { default = "msk" }
variable "region" { default = null }
variable "tags" { default = {} }
variable "kafka_version" { default = null }
variable "number_of_broker_nodes" { default = null }
variable "enhanced_monitoring" { default = null }
variable "storage_mode" { default = null }
variable "rebalancing" { default = null }

variable "broker_node_az_distribution" { default = null }
variable "broker_node_client_subnets" { default = [] }
variable "broker_node_connectivity_info" { default = null }
variable "broker_node_instance_type" { default = null }
variable "broker_node_security_groups" { default = [] }
variable "broker_node_storage_info" { default = null }
variable "broker_node_ebs_volume_size" { default = null } # 1.x

variable "client_authentication" { default = null }
variable "client_authentication_sasl_iam" { default = false } # 1.x, as the next two
variable "client_authentication_sasl_scram" { default = false }
variable "client_authentication_tls_certificate_authority_arns" { default = [] }

variable "encryption_at_rest_kms_key_arn" { default = null }
variable "encryption_in_transit_client_broker" { default = null }
variable "encryption_in_transit_in_cluster" { default = null }

variable "cloudwatch_logs_enabled" { default = false }
variable "firehose_logs_enabled" { default = false }
variable "firehose_delivery_stream" { default = null }
variable "s3_logs_enabled" { default = false }
variable "s3_logs_bucket" { default = null }
variable "s3_logs_prefix" { default = null }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_retention_in_days" { default = 0 }
variable "cloudwatch_log_group_kms_key_id" { default = null }

variable "jmx_exporter_enabled" { default = false }
variable "node_exporter_enabled" { default = false }

variable "create_configuration" { default = true }
variable "configuration_arn" { default = null }
variable "configuration_revision" { default = null }
variable "configuration_name" { default = null }
variable "configuration_description" { default = null }
variable "configuration_server_properties" {
  type    = map(string)
  default = {}
}

variable "create_scram_secret_association" { default = false }
variable "scram_secret_association_secret_arn_list" { default = [] }

variable "create_cluster_policy" { default = false }
variable "cluster_source_policy_documents" { default = null }
variable "cluster_override_policy_documents" { default = null }
variable "cluster_policy_statements" { default = null }

variable "enable_storage_autoscaling" { default = true }
variable "scaling_max_capacity" { default = 250 }
variable "scaling_role_arn" { default = null }
variable "scaling_target_value" { default = 70 }

variable "vpc_connections" { default = {} }
variable "topics" { default = {} }

locals {
  sasl_iam   = try(var.client_authentication.sasl.iam, null)
  sasl_scram = try(var.client_authentication.sasl.scram, null)
  tls_arns   = try(var.client_authentication.tls.certificate_authority_arns, null)
  open       = try(var.client_authentication.unauthenticated, null)

  has_iam   = var.client_authentication_sasl_iam ? true : local.sasl_iam
  has_scram = var.client_authentication_sasl_scram ? true : local.sasl_scram
  has_arns  = length(var.client_authentication_tls_certificate_authority_arns) > 0 ? var.client_authentication_tls_certificate_authority_arns : local.tls_arns
  has_any   = local.has_iam != null || local.has_scram != null || local.has_arns != null || local.open != null

  volume_size = var.broker_node_ebs_volume_size != null ? var.broker_node_ebs_volume_size : try(var.broker_node_storage_info.ebs_storage_info.volume_size, null)
  throughput  = try(var.broker_node_storage_info.ebs_storage_info.provisioned_throughput, null)

  public = try(var.broker_node_connectivity_info.public_access.type, null)
  remote = try(var.broker_node_connectivity_info.vpc_connectivity.client_authentication, null)

  is_express = startswith(coalesce(var.broker_node_instance_type, "-"), "express")
  log_group  = var.create_cloudwatch_log_group ? one(aws_cloudwatch_log_group.this[*].name) : var.cloudwatch_log_group_name
}

resource "aws_msk_cluster" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.number_of_broker_nodes
  enhanced_monitoring    = var.enhanced_monitoring
  storage_mode           = var.storage_mode
  tags                   = var.tags

  broker_node_group_info {
    az_distribution = var.broker_node_az_distribution
    client_subnets  = var.broker_node_client_subnets
    instance_type   = var.broker_node_instance_type
    security_groups = var.broker_node_security_groups

    dynamic "storage_info" {
      for_each = local.volume_size != null || local.throughput != null ? [1] : []
      content {
        ebs_storage_info {
          volume_size = local.volume_size
          dynamic "provisioned_throughput" {
            for_each = local.throughput != null ? [local.throughput] : []
            content {
              enabled           = try(provisioned_throughput.value.enabled, null)
              volume_throughput = try(provisioned_throughput.value.volume_throughput, null)
            }
          }
        }
      }
    }

    dynamic "connectivity_info" {
      for_each = local.public != null || local.remote != null ? [1] : []
      content {
        dynamic "public_access" {
          for_each = local.public != null ? [local.public] : []
          content {
            type = public_access.value
          }
        }
        dynamic "vpc_connectivity" {
          for_each = local.remote != null ? [local.remote] : []
          content {
            client_authentication {
              sasl {
                iam   = try(vpc_connectivity.value.sasl.iam, null)
                scram = try(vpc_connectivity.value.sasl.scram, null)
              }
              tls = try(vpc_connectivity.value.tls, null)
            }
          }
        }
      }
    }
  }

  dynamic "client_authentication" {
    for_each = local.has_any ? [1] : []
    content {
      unauthenticated = local.open
      dynamic "sasl" {
        for_each = local.has_iam != null || local.has_scram != null ? [1] : []
        content {
          iam   = local.has_iam
          scram = local.has_scram
        }
      }
      dynamic "tls" {
        for_each = local.has_arns != null ? [1] : []
        content {
          certificate_authority_arns = local.has_arns
        }
      }
    }
  }

  configuration_info {
    arn      = var.create_configuration ? aws_msk_configuration.this[0].arn : var.configuration_arn
    revision = var.create_configuration ? aws_msk_configuration.this[0].latest_revision : var.configuration_revision
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.encryption_at_rest_kms_key_arn
    encryption_in_transit {
      client_broker = var.encryption_in_transit_client_broker
      in_cluster    = var.encryption_in_transit_in_cluster
    }
  }

  dynamic "logging_info" {
    for_each = local.is_express ? [] : [1]
    content {
      broker_logs {
        cloudwatch_logs {
          enabled   = var.cloudwatch_logs_enabled
          log_group = var.cloudwatch_logs_enabled ? local.log_group : null
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

  dynamic "rebalancing" {
    for_each = var.rebalancing != null ? [var.rebalancing] : []
    content {
      status = rebalancing.value.status
    }
  }
}

resource "aws_msk_configuration" "this" {
  count = var.create && var.create_configuration ? 1 : 0

  name              = coalesce(var.configuration_name, var.name)
  kafka_versions    = [var.kafka_version]
  server_properties = join("\n", [for key, value in var.configuration_server_properties : "${key} = ${value}"])
}

resource "aws_msk_scram_secret_association" "this" {
  count = var.create && var.create_scram_secret_association && coalesce(local.has_scram, false) ? 1 : 0

  cluster_arn     = aws_msk_cluster.this[0].arn
  secret_arn_list = var.scram_secret_association_secret_arn_list
}

resource "aws_cloudwatch_log_group" "this" {
  count = var.create && var.create_cloudwatch_log_group ? 1 : 0

  name              = coalesce(var.cloudwatch_log_group_name, "/aws/msk/${var.name}")
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

resource "aws_msk_cluster_policy" "this" {
  count = var.create && var.create_cluster_policy ? 1 : 0

  cluster_arn = aws_msk_cluster.this[0].arn
  policy      = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.cluster_source_policy_documents
  override_policy_documents = var.cluster_override_policy_documents

  dynamic "statement" {
    for_each = var.cluster_policy_statements != null ? var.cluster_policy_statements : {}
    content {
      sid         = try(statement.value.sid, null)
      effect      = try(statement.value.effect, null)
      actions     = try(statement.value.actions, null)
      not_actions = try(statement.value.not_actions, null)
      resources   = try(coalescelist(statement.value.resources), [aws_msk_cluster.this[0].arn])

      dynamic "principals" {
        for_each = try(coalescelist(statement.value.principals), [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = try(coalescelist(statement.value.condition), coalescelist(statement.value.conditions), [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_msk_vpc_connection" "this" {
  for_each = var.create ? var.vpc_connections : {}

  authentication     = each.value.authentication
  client_subnets     = each.value.client_subnets
  security_groups    = each.value.security_groups
  target_cluster_arn = aws_msk_cluster.this[0].arn
  vpc_id             = each.value.vpc_id
}

resource "aws_msk_topic" "this" {
  for_each = var.create ? var.topics : {}

  cluster_arn        = aws_msk_cluster.this[0].arn
  name               = coalesce(try(each.value.name, null), each.key)
  partition_count    = try(each.value.partition_count, null)
  replication_factor = try(each.value.replication_factor, null)
  configs            = try(each.value.configs, null)
}

resource "aws_appautoscaling_target" "this" {
  count = var.create && var.enable_storage_autoscaling ? 1 : 0

  max_capacity       = var.scaling_max_capacity
  min_capacity       = 1
  resource_id        = aws_msk_cluster.this[0].arn
  role_arn           = var.scaling_role_arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"
}

resource "aws_appautoscaling_policy" "this" {
  count = var.create && var.enable_storage_autoscaling ? 1 : 0

  name               = "${var.name}-broker-storage-scaling"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_msk_cluster.this[0].arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"

  target_tracking_scaling_policy_configuration {
    target_value = var.scaling_target_value
    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}

output "arn" { value = one(aws_msk_cluster.this[*].arn) }
output "cluster_name" { value = one(aws_msk_cluster.this[*].cluster_name) }
output "cluster_uuid" { value = one(aws_msk_cluster.this[*].cluster_uuid) }
output "bootstrap_brokers" { value = one(aws_msk_cluster.this[*].bootstrap_brokers) }
output "bootstrap_brokers_plaintext" { value = one(aws_msk_cluster.this[*].bootstrap_brokers) }
output "bootstrap_brokers_tls" { value = one(aws_msk_cluster.this[*].bootstrap_brokers_tls) }
output "bootstrap_brokers_sasl_iam" { value = one(aws_msk_cluster.this[*].bootstrap_brokers_sasl_iam) }
output "bootstrap_brokers_sasl_scram" { value = one(aws_msk_cluster.this[*].bootstrap_brokers_sasl_scram) }
output "current_version" { value = one(aws_msk_cluster.this[*].current_version) }
output "zookeeper_connect_string" { value = one(aws_msk_cluster.this[*].zookeeper_connect_string) }
output "configuration_arn" { value = one(aws_msk_configuration.this[*].arn) }
output "configuration_latest_revision" { value = one(aws_msk_configuration.this[*].latest_revision) }
output "log_group_arn" { value = one(aws_cloudwatch_log_group.this[*].arn) }
