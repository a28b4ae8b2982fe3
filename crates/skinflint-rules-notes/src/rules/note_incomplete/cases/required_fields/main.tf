resource "aws_db_instance" "reports" { #~ note-incomplete
  instance_class = "db.m6g.large"
  tags           = { service = "reports", team = "billing", env = "prod" }
}
