# terraform-aws-modules/cloudwatch/aws//modules/metric-alarms-by-multiple-dimensions

variable "create_metric_alarm" { default = true }
variable "alarm_name" { default = null }
variable "alarm_description" { default = null }
variable "actions_enabled" { default = true }
variable "alarm_actions" { default = null }
variable "ok_actions" { default = null }
variable "insufficient_data_actions" { default = null }
variable "comparison_operator" { default = null }
variable "evaluation_periods" { default = null }
variable "datapoints_to_alarm" { default = null }
variable "threshold" { default = null }
variable "treat_missing_data" { default = "missing" }
variable "unit" { default = null }
variable "metric_name" { default = null }
variable "namespace" { default = null }
variable "period" { default = null }
variable "statistic" { default = null }
variable "extended_statistic" { default = null }
variable "dimensions" { default = {} }
variable "metric_query" { default = [] }

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for key, dimensions in var.dimensions : key => dimensions if var.create_metric_alarm }

  alarm_name                = "${var.alarm_name}${each.key}"
  alarm_description         = var.alarm_description
  actions_enabled           = var.actions_enabled
  alarm_actions             = var.alarm_actions
  ok_actions                = var.ok_actions
  insufficient_data_actions = var.insufficient_data_actions
  comparison_operator       = var.comparison_operator
  evaluation_periods        = var.evaluation_periods
  datapoints_to_alarm       = var.datapoints_to_alarm
  threshold                 = var.threshold
  treat_missing_data        = var.treat_missing_data
  unit                      = var.unit
  metric_name               = var.metric_name
  namespace                 = var.namespace
  period                    = var.period
  statistic                 = var.statistic
  extended_statistic        = var.extended_statistic
  dimensions                = each.value

  dynamic "metric_query" {
    for_each = var.metric_query
    content {
      id          = try(metric_query.value.id, null)
      expression  = try(metric_query.value.expression, null)
      label       = try(metric_query.value.label, null)
      return_data = try(metric_query.value.return_data, null)

      dynamic "metric" {
        for_each = try(metric_query.value.metric, [])
        content {
          metric_name = try(metric.value.metric_name, null)
          namespace   = try(metric.value.namespace, null)
          period      = try(metric.value.period, null)
          stat        = try(metric.value.stat, null)
          dimensions  = try(metric.value.dimensions, null)
        }
      }
    }
  }
}

output "cloudwatch_metric_alarm_arns" { value = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn } }
