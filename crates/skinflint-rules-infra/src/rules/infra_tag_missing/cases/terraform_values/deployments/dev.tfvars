owner_tags = { service = "shop", env = "dev" }
