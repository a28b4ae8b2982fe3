tags = {
  service = "shop"
  env     = "prod"
}
