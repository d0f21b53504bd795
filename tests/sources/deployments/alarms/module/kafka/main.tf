resource "aws_msk_cluster" "orders" {
  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = var.brokers

  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = var.subnets
    security_groups = var.security_groups
  }
  enhanced_monitoring = "PER_BROKER"

  client_authentication {
    sasl {
      iam = true
    }
  }
}

resource "aws_sns_topic" "oncall" {
  name = "oncall"
}

resource "aws_cloudwatch_metric_alarm" "offline" {
  alarm_name          = "orders-offline-partitions"
  namespace           = "AWS/Kafka"
  metric_name         = "OfflinePartitionsCount"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.oncall.arn]

  dimensions = {
    "Cluster Name" = aws_msk_cluster.orders.cluster_name
  }
}

resource "aws_cloudwatch_metric_alarm" "under_replicated" {
  alarm_name          = "orders-under-replicated"
  namespace           = "AWS/Kafka"
  metric_name         = "UnderReplicatedPartitions"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 3

  dimensions = {
    "Cluster Name" = aws_msk_cluster.orders.cluster_name
  }
}
