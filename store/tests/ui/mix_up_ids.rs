//! A group's id is not a user's.

async fn confuse(read: &store::TenantRead, group: store::GroupId) {
    let _ = read.users().get(group).await;
}

fn main() {}
