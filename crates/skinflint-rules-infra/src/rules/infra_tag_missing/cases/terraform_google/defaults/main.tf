provider "google" {
  default_labels = {
    environment = "prod"
    cost_centre = "42"
  }
}

resource "google_storage_bucket" "assets" {
  name     = "assets"
  location = "EU"
}

resource "google_redis_instance" "cache" {
  provider = google
  name     = "cache"
}

# Default labels do not reach it.
resource "google_sql_database_instance" "db" { #~ infra-tag-missing error
  name = "db"
  settings {
    tier = "db-f1-micro"
  }
}

resource "google_sql_database_instance" "labelled" {
  name = "labelled"
  settings {
    tier        = "db-f1-micro"
    user_labels = { environment = "prod", cost_centre = "42" }
  }
}
