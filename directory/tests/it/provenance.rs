//! Which change gave a user the values that it has.

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::House;

#[tokio::test]
async fn every_attribute_names_the_change_since_which_it_has_its_value() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let id = house.user(&writer, "ada").await;
    let mut events = vec![house.last_event("acme").await.id];
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let department = format!("{enterprise}:department");
    for (path, value) in [
        ("title", json!("Countess")),
        (department.as_str(), json!("Engines")),
        ("title", json!("Analyst")),
        ("title", json!("Countess")),
        ("nickName", json!("A")),
        ("userName", json!("ada")),
    ] {
        house.clock.advance(TimeDelta::seconds(1));
        let operations = json!([{"op": "add", "path": path, "value": value}]);
        house.patch_user(&writer, &id, operations).await.unwrap();
        events.push(house.last_event("acme").await.id);
    }
    let owner = house.operator("acme").await;
    let origins = house.directory.view().origins(&owner, &id).await.unwrap();
    let told = |name: &str| {
        let event = origins.get(name)?.event;
        events.iter().position(|id| Some(*id) == event)
    };
    for (name, expected) in [
        ("userName", Some(0)),
        // It was so before, and in between it was not.
        ("title", Some(4)),
        (department.as_str(), Some(2)),
        ("nickName", Some(5)),
        ("locale", None),
    ] {
        assert_eq!(told(name), expected, "{name}");
    }
    let actor = origins["title"].actor.as_deref();
    assert_eq!(actor, writer.actor().label.as_deref());
}
