variable "name" {
  type = string
}

variable "brokers" {
  type    = number
  default = 3
}

variable "subnets" {
  type = list(string)
}

variable "security_groups" {
  type = list(string)
}
