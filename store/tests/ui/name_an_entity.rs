//! Tables are nobody's business outside of the store.

use sea_orm::EntityTrait;

fn main() {
    let everybody = store::entity::scim_user::Entity::find();
    drop(everybody);
}
