# cloudposse/label/null: a name made of parts, and whether anything is made at all

variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "label_order" { default = null }
variable "label_value_case" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "tags" { default = {} }
variable "context" { default = {} }

locals {
  enabled = var.enabled != null ? var.enabled : try(var.context.enabled != null ? var.context.enabled : true, true)
  parts = {
    namespace   = var.namespace != null ? var.namespace : try(var.context.namespace, null)
    tenant      = var.tenant != null ? var.tenant : try(var.context.tenant, null)
    environment = var.environment != null ? var.environment : try(var.context.environment, null)
    stage       = var.stage != null ? var.stage : try(var.context.stage, null)
    name        = var.name != null ? var.name : try(var.context.name, null)
  }
  attributes = compact(distinct(concat(try(coalescelist(var.context.attributes), []), try(coalescelist(var.attributes), []))))
  order      = try(coalescelist(var.label_order), coalescelist(var.context.label_order), ["namespace", "environment", "stage", "name", "attributes"])
  between    = var.delimiter != null ? var.delimiter : try(coalesce(var.context.delimiter), "-")
  dropped    = try(coalesce(var.regex_replace_chars), coalesce(var.context.regex_replace_chars), "/[^-a-zA-Z0-9]/")
  case       = try(coalesce(var.label_value_case), coalesce(var.context.label_value_case), "lower")
  plain      = merge({ for key, part in local.parts : key => part == null ? "" : replace(part, local.dropped, "") }, { attributes = join(local.between, local.attributes) })
  labels     = { for key, part in local.plain : key => local.case == "none" ? part : local.case == "upper" ? upper(part) : local.case == "title" ? title(lower(part)) : lower(part) }
  id         = join(local.between, [for key in local.order : local.labels[key] if local.labels[key] != ""])
}

output "enabled" { value = local.enabled }
output "id" { value = local.id }
output "id_full" { value = local.id }
output "namespace" { value = local.labels.namespace }
output "tenant" { value = local.labels.tenant }
output "environment" { value = local.labels.environment }
output "stage" { value = local.labels.stage }
output "name" { value = local.labels.name }
output "delimiter" { value = local.between }
output "attributes" { value = local.attributes }
output "tags" { value = merge(try(var.context.tags, {}), var.tags) }
output "context" {
  value = merge(local.parts, {
    enabled             = local.enabled
    attributes          = local.attributes
    delimiter           = local.between
    label_order         = local.order
    label_value_case    = local.case
    regex_replace_chars = local.dropped
    tags                = merge(try(var.context.tags, {}), var.tags)
  })
}
