use sqlx::PgPool;

#[derive(sqlx::FromRow)]
struct Document {
    id: i64,
    owner: String,
    title: String,
    content: serde_json::Value,
}

struct Summary {
    id: i64,
    title: String,
}

impl From<Document> for Summary {
    fn from(d: Document) -> Self {
        Self { id: d.id, title: d.title }
    }
}

struct Full {
    content: String,
}

impl From<Document> for Full {
    fn from(d: Document) -> Self {
        Self { content: d.content.to_string() }
    }
}

async fn list(pool: &PgPool, owner: Option<String>) -> Result<Vec<Summary>, sqlx::Error> {
    let label: String = "documents".into();
    tracing::debug!(label, "list");
    let mut sql = "SELECT * FROM documents WHERE 1=1".to_string(); //~ sql-select-star
    if owner.is_some() {
        sql.push_str(" AND owner = $1");
    }
    sql.push_str(" ORDER BY id DESC LIMIT 100");
    let documents: Vec<Document> = if let Some(owner) = owner {
        sqlx::query_as(&sql).bind(owner).fetch_all(pool).await?
    } else {
        sqlx::query_as("SELECT * FROM documents ORDER BY id DESC LIMIT 100") //~ sql-select-star
            .fetch_all(pool)
            .await?
    };
    Ok(documents.into_iter().map(Summary::from).collect())
}

async fn whole(pool: &PgPool) -> Result<Vec<Document>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM documents ORDER BY id LIMIT 10").fetch_all(pool).await
}

async fn converted(pool: &PgPool) -> Result<Vec<Full>, sqlx::Error> {
    let all: Vec<Document> = sqlx::query_as("SELECT * FROM documents LIMIT 10").fetch_all(pool).await?;
    Ok(all.into_iter().map(|d| d.into()).collect())
}

async fn one(pool: &PgPool, id: i64) -> Result<Summary, sqlx::Error> {
    let document: Document = sqlx::query_as("SELECT * FROM documents WHERE id = $1").bind(id).fetch_one(pool).await?;
    Ok(Summary::from(document))
}

async fn used(pool: &PgPool) -> Result<usize, sqlx::Error> {
    let all: Vec<Titled> = sqlx::query_as("SELECT * FROM documents LIMIT 10").fetch_all(pool).await?;
    Ok(all.iter().map(|d| d.content.to_string().len() + d.title.len()).sum())
}

#[derive(sqlx::FromRow)]
struct Titled {
    title: String,
    content: serde_json::Value,
}

async fn derived(pool: &PgPool) -> Result<Vec<i64>, sqlx::Error> {
    let rows: Vec<Document> = sqlx::query_as("SELECT i.* FROM (SELECT id, owner FROM documents) i").fetch_all(pool).await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}
