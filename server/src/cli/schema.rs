//! `rollcall schema`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use directory::schemas::{Consent, NewSchema, Registered, Registration, ResourceType, Schemas};
use directory::tenants::Slug;
use directory::{Caller, Directory, Error};
use scim::schema::definition::MAX_DOCUMENT;
use serde_json::{Value, json};

use super::failure::Failure;
use super::{database, tenant, terminal};
use crate::config::Settings;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Register a schema for a tenant's users or groups, or change a registered one compatibly.
    Add {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// What it extends: User or Group.
        #[arg(long)]
        resource: ResourceType,
        /// The schema document (RFC 7643 §7) as a JSON file; - reads standard input.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Every new user or group must carry it.
        #[arg(long)]
        required: bool,
    },
    /// List the schemas that a tenant registered.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// As a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Print the document of a schema, which `add` reads.
    Show {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// Its URN.
        urn: String,
    },
    /// Remove a schema that nobody uses, or with --yes one that is used, and its values with it.
    Remove {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// Its URN.
        urn: String,
        /// The values that users or groups hold are to go with it.
        #[arg(long)]
        yes: bool,
    },
}

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Add {
            tenant,
            resource,
            file,
            required,
        } => {
            let document = read(&file)?;
            let wanted = NewSchema {
                resource_type: resource,
                required,
                document,
            };
            let (directory, caller) = open(settings, &tenant).await?;
            let (registered, registration) = directory.schemas().register(&caller, wanted).await?;
            terminal::print(&told(&registered, registration))?;
        }
        Command::List { tenant, json } => list(settings, &tenant, json).await?,
        Command::Show { tenant, urn } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let found = directory.schemas().get(&caller, &urn).await;
            let registered = found.map_err(|error| named(error, &urn))?;
            terminal::print(&format!("{:#}", registered.document()))?;
        }
        Command::Remove { tenant, urn, yes } => {
            let (directory, caller) = open(settings, &tenant).await?;
            remove(&directory.schemas(), &caller, &urn, yes).await?;
        }
    }
    Ok(())
}

async fn open(settings: &Settings, slug: &Slug) -> Result<(Directory, Caller), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .cli_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    Ok((directory, caller))
}

/// The document, and no more than says that it is too long.
fn read(file: &Path) -> Result<String, Failure> {
    let most = MAX_DOCUMENT as u64 + 1;
    let mut document = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(most)
            .read_to_string(&mut document)
    } else {
        File::open(file).and_then(|file| file.take(most).read_to_string(&mut document))
    };
    match read {
        Ok(_) => Ok(document),
        Err(error) => {
            let message = format!("{} cannot be read: {error}", file.display());
            Err(Failure::refused(message))
        }
    }
}

fn told(registered: &Registered, registration: Registration) -> String {
    let what = match registration {
        Registration::Created => "registered",
        Registration::Updated => "updated",
        Registration::Unchanged => "nothing changed in",
    };
    let Registered {
        schema,
        resource_type,
        ..
    } = registered;
    let count = schema.attributes.len();
    format!(
        "{what} {} for {resource_type} with {count} attribute{}",
        schema.id,
        if count == 1 { "" } else { "s" }
    )
}

async fn list(settings: &Settings, slug: &Slug, as_json: bool) -> Result<(), Failure> {
    let (directory, caller) = open(settings, slug).await?;
    let mut counted = Vec::new();
    for registered in directory.schemas().list(&caller).await? {
        let holders = directory
            .schemas()
            .count_holders(&caller, registered.id)
            .await?;
        counted.push((registered, holders));
    }
    if as_json {
        let all: Vec<Value> = counted.iter().map(object).collect();
        return Ok(terminal::print(&format!("{:#}", Value::from(all)))?);
    }
    let rows: Vec<_> = counted.iter().map(row).collect();
    let head = ["URN", "RESOURCE", "REQUIRED", "ATTRIBUTES", "IN USE BY"];
    Ok(terminal::print_all(terminal::table(head, &rows))?)
}

fn row((registered, holders): &(Registered, u64)) -> [String; 5] {
    [
        registered.schema.id.clone(),
        registered.resource_type.to_string(),
        if registered.required { "yes" } else { "no" }.to_owned(),
        registered.schema.attributes.len().to_string(),
        holders.to_string(),
    ]
}

fn object((registered, holders): &(Registered, u64)) -> Value {
    json!({
        "id": registered.schema.id,
        "name": registered.schema.name,
        "resource_type": registered.resource_type.as_str(),
        "required": registered.required,
        "attributes": registered.schema.attributes.len(),
        "in_use_by": holders,
        "created_at": registered.created_at,
        "updated_at": registered.updated_at,
    })
}

async fn remove(
    schemas: &Schemas<'_>,
    caller: &Caller,
    urn: &str,
    yes: bool,
) -> Result<(), Failure> {
    let consent = if yes {
        Consent::WithValues
    } else {
        Consent::Unused
    };
    match schemas.remove(caller, urn, consent).await {
        Ok(0) => Ok(terminal::print(&format!("removed {urn}"))?),
        Ok(count) => {
            let line = format!("removed {urn} and the values of it in {count} resources");
            Ok(terminal::print(&line)?)
        }
        Err(Error::Conflict { detail, .. }) if !yes => {
            Err(Failure::refused(format!("{detail} Confirm with --yes.")))
        }
        Err(error) => Err(named(error, urn)),
    }
}

fn named(error: Error, urn: &str) -> Failure {
    match error {
        Error::NotFound => Failure::refused(format!("the tenant registered no schema {urn:?}")),
        error => error.into(),
    }
}
