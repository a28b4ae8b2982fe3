use reqwest::Client;

async fn comments(client: &Client, issues: &[Issue]) -> reqwest::Result<()> {
    for issue in issues {
        let page = client.get(&issue.comments_url).header("accept", "json").send().await?; //~ query-in-loop warning
        drop(page);
    }
    Ok(())
}

async fn built(client: &Client, requests: Vec<reqwest::Request>) -> reqwest::Result<()> {
    for request in requests {
        client.execute(request).await?; //~ query-in-loop warning
    }
    Ok(())
}

async fn plain(urls: &[String]) -> reqwest::Result<()> {
    for url in urls {
        reqwest::get(url).await?; //~ query-in-loop warning
    }
    Ok(())
}

// Page after page.
async fn paged(client: &Client) -> reqwest::Result<()> {
    let mut page = 1;
    loop {
        let found: Vec<String> = client.get(format!("https://shop/{page}")).send().await?.json().await?;
        if found.is_empty() {
            return Ok(());
        }
        page += 1;
    }
}
