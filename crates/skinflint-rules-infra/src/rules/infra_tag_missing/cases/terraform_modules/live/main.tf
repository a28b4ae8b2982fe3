locals {
  tags = { service = "shop", team = "web", env = "prod" }
}

provider "aws" {
  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias = "bare"
}

module "covered" {
  source = "../modules/bucket"
  name   = "covered"
}

module "by_argument" {
  source = "../modules/tagged"
  tags   = local.tags
}

module "bare" {
  source = "../modules/table"
  providers = {
    aws = aws.bare
  }
}
