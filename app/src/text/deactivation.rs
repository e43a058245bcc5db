//! Taking a user's access away here and now.

pub const EMERGENCY: &str = "In an emergency";
pub const ACT: &str = "Deactivate here now";
pub const ABOUT: &str = "Takes this user’s access away without waiting for the identity provider, which stays in charge of everything else.";
pub const REFUSED: &str = "Only owners can deactivate a user here.";
pub const EFFECT: &str = "The user becomes inactive at once: whatever reads Rollcall sees active as false. Attributes and groups stay as they are.";
pub const PROVIDER: &str = "The identity provider is not told. At its next sync of this user it may switch the user on again, so do the same there:";
pub const OKTA: &str = "In Okta: Directory, People, the person, More Actions, Deactivate. Or take the assignment to the application away.";
pub const ENTRA: &str = "In Microsoft Entra ID: Users, the person, Edit properties, Account enabled off. Or remove them from Users and groups of the enterprise application.";
pub const OTHERS: &str = "Elsewhere: suspend the person, or unassign the application.";
pub const INACTIVE: &str = "This user is inactive already. There is nothing to do here.";
pub const REASON: &str = "Reason";
pub const REASON_HINT: &str = "10 to 500 characters. The audit log keeps it with your name.";
pub const BACK: &str = "Back to the user";

pub fn title(name: &str) -> String {
    "Deactivate {name}".replace("{name}", name)
}

pub fn type_user_name(user_name: &str) -> String {
    "Type {name} to confirm".replace("{name}", user_name)
}
