owner_tags = { service = "shop", team = "web", env = "prod" }
