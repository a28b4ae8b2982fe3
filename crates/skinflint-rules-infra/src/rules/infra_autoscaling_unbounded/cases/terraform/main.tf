terraform {
  backend "gcs" {}
}

variable "pool" {
  type = object({
    max = optional(number, 2)
  })
  default = {}
}

variable "most" {
  type = number
}

resource "google_cloud_run_v2_service" "none" { #~ infra-autoscaling-unbounded warning
  name = "none"
  template {
    containers {
      image = "x"
    }
  }
}

resource "google_cloud_run_v2_service" "revision" {
  name = "revision"
  template {
    scaling {
      max_instance_count = 5
    }
  }
}

resource "google_cloud_run_v2_service" "service" {
  name = "service"
  scaling {
    max_instance_count = 5
  }
  template {}
}

resource "google_cloud_run_v2_service" "unknown" {
  name = "unknown"
  template {
    scaling {
      max_instance_count = var.most
    }
  }
}

resource "google_cloud_run_v2_job" "job" {
  name = "job"
}

resource "google_cloud_run_service" "annotated" {
  name = "annotated"
  template {
    metadata {
      annotations = {
        "autoscaling.knative.dev/maxScale" = "3"
      }
    }
  }
}

resource "google_cloud_run_service" "other_annotations" { #~ infra-autoscaling-unbounded warning
  name = "other_annotations"
  metadata {
    annotations = {
      "autoscaling.knative.dev/maxScale" = "3"
    }
  }
  template {
    metadata {
      annotations = {
        "run.googleapis.com/vpc-access-egress" = "private-ranges-only"
      }
    }
  }
}

resource "google_cloudfunctions2_function" "none" { #~ infra-autoscaling-unbounded warning
  name = "none"
  service_config {
    min_instance_count = 1
  }
}

resource "aws_autoscaling_group" "small" {
  min_size = 1
  max_size = var.pool.max
}

resource "aws_autoscaling_group" "large" { #~ infra-autoscaling-unbounded warning
  min_size = 1
  max_size = 200
}

resource "aws_appautoscaling_target" "capacity_units" {
  max_capacity       = 4000
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
}

resource "aws_appautoscaling_target" "service" { #~ infra-autoscaling-unbounded warning
  max_capacity       = 400
  scalable_dimension = "ecs:service:DesiredCount"
}
