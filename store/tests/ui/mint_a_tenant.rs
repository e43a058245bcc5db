//! A tenant comes from `System`, never from an id.

fn main() {
    let stolen = store::Tenant {
        id: store::Id::from_uuid(uuid::Uuid::nil()),
        slug: String::new(),
        name: String::new(),
        settings: serde_json::Map::new(),
        created_at: chrono::DateTime::default(),
        suspended_at: None,
    };
    drop(stolen);
}
