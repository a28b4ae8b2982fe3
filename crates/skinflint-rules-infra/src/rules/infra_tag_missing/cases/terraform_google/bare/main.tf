provider "google" {}

# Metadata and network tags are no labels.
resource "google_compute_instance" "vm" { #~ infra-tag-missing error
  name = "vm"
  tags = ["http", "environment"]
  metadata = {
    environment = "prod"
    cost_centre = "42"
  }
}

# These labels are the channel's address.
resource "google_monitoring_notification_channel" "mail" {
  type   = "email"
  labels = { email_address = "a@example.org" }
}

resource "google_cloud_run_service" "api" { #~ infra-tag-missing error
  name     = "api"
  location = "europe-west1"
  metadata {
    labels = { environment = "prod" }
  }
  template {
    metadata {
      annotations = { "autoscaling.knative.dev/maxScale" = "3" }
    }
  }
}

resource "google_compute_subnetwork" "net" {
  name = "net"
}
