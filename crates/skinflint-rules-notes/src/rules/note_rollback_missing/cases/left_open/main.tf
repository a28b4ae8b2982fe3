resource "aws_db_instance" "reports" { #~ note-rollback-missing
  instance_class = "db.m6g.large"
  tags           = { service = "reports", team = "billing", env = "prod" }
}
