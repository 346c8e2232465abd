# The role that Podlens reads an account with. Read-only. The policies are the JSON files beside this one.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "hub_principal_arn" {
  description = "Who may assume the role: the ARN of the role or user that Podlens runs as, or of its account's root."
  type        = string
}

variable "external_id" {
  description = "The external id that podlens.yaml names for this account."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[\\w+=,.@:/-]{8,1224}$", var.external_id))
    error_message = "Use 8 to 1224 letters, digits or any of _+=,.@:/-"
  }
}

variable "role_name" {
  type    = string
  default = "PodlensReader"
}

variable "capabilities" {
  description = "Optional files: organization, imds, activity, activity-s3, activity-athena, resources, simulate, per-role-fallback."
  type        = set(string)
  default     = []

  validation {
    condition = alltrue([
      for name in var.capabilities :
      contains(["organization", "imds", "activity", "activity-s3", "activity-athena", "resources", "simulate", "per-role-fallback"], name)
    ])
    error_message = "Each must be one of organization, imds, activity, activity-s3, activity-athena, resources, simulate, per-role-fallback."
  }
}

variable "trail_bucket" {
  description = "For activity-s3 and activity-athena: the bucket that CloudTrail delivers to."
  type        = string
  default     = "TRAIL-BUCKET"
}

variable "athena" {
  description = "For activity-athena: workgroup, database and table to ask, and the bucket of its results."
  type        = object({ workgroup = string, database = string, table = string, results_bucket = string })
  default = {
    workgroup      = "ATHENA-WORKGROUP"
    database       = "ATHENA-DATABASE"
    table          = "ATHENA-TABLE"
    results_bucket = "RESULTS-BUCKET"
  }
}

locals {
  # Names in the files that stand for somebody's own.
  policies = {
    for name in setunion(["reader"], var.capabilities) : name => replace(
      replace(
        replace(
          replace(
            replace(file("${path.module}/${name}.json"), "TRAIL-BUCKET", var.trail_bucket),
            "RESULTS-BUCKET", var.athena.results_bucket
          ),
          "ATHENA-WORKGROUP", var.athena.workgroup
        ),
        "ATHENA-DATABASE", var.athena.database
      ),
      "ATHENA-TABLE", var.athena.table
    )
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "AssumeFromHub"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.hub_principal_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }

  # Podlens itself may run with EKS Pod Identity, whose session tags are transitive. The external id is no part of the
  # TagSession request, so this stands in a statement of its own.
  statement {
    sid     = "TransitiveTags"
    actions = ["sts:TagSession"]

    principals {
      type        = "AWS"
      identifiers = [var.hub_principal_arn]
    }
  }
}

resource "aws_iam_role" "reader" {
  name                 = var.role_name
  description          = "Read-only access for Podlens"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "reader" {
  for_each = local.policies

  name   = each.key
  role   = aws_iam_role.reader.id
  policy = each.value
}

output "role_arn" {
  description = "For scope.accounts[].roleArn in podlens.yaml"
  value       = aws_iam_role.reader.arn
}
