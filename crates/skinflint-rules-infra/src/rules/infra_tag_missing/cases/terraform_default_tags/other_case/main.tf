provider "aws" {
  default_tags {
    tags = {
      Environment = "prod"
      Owner       = "payments"
    }
  }
}

resource "aws_kms_key" "db" { #~ infra-tag-missing error
  description = "db"
}

resource "aws_kms_replica_key" "db" { #~ infra-tag-missing error
  primary_key_arn = aws_kms_key.db.arn
  tags = {
    environment = "prod"
  }
}
