//! The demo tenant as a program, for tests in other languages.
//!
//! It prints one line of JSON that says where it is, then takes switches as lines of JSON on its standard input,
//! answers each with a line of JSON, and ends when its standard input does.

mod command;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use demo_tenant::{DemoOptions, DemoTenant, ENVIRONMENT, Product, Tls};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::runtime::Runtime;

const USAGE: &str = "usage: demo-tenant [--port N] [--state DIR] [--https] [--cert-out FILE] [--as PRODUCT] [--host NAME]

  --port N         the port on the loopback; a free one if left out
  --state DIR      keeps keys and grants there; without it nothing is kept
  --https          speaks HTTPS with a certificate that it makes itself
  --cert-out FILE  writes the certificate to trust there, in PEM
  --as PRODUCT     speaks as entra, b2c, external-id or adfs
  --host NAME      goes by that name instead of localhost, with --https, for clients that come through a proxy";

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Arguments {
    options: DemoOptions,
    certificate_file: Option<PathBuf>,
    help: bool,
}

fn main() -> ExitCode {
    let result = Arguments::parse(std::env::args().skip(1)).and_then(|arguments| {
        if arguments.help {
            return say(USAGE);
        }
        let runtime = Runtime::new()?;
        let result = runtime.block_on(run(arguments));
        // A read of the standard input may still be under way; it is not worth waiting for.
        runtime.shutdown_background();
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "demo-tenant: {failure}");
            ExitCode::FAILURE
        }
    }
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "--port" => arguments.options.port = value()?.parse()?,
                "--state" => arguments.options.state_dir = Some(value()?.into()),
                "--https" => arguments.options.tls = Tls::SelfSigned,
                "--cert-out" => arguments.certificate_file = Some(value()?.into()),
                "--as" => arguments.options.product = product(&value()?)?,
                "--host" => arguments.options.host = Some(value()?),
                "--help" | "-h" => arguments.help = true,
                other => return Err(format!("{other} is unknown\n{USAGE}").into()),
            }
        }
        Ok(arguments)
    }
}

fn product(name: &str) -> Result<Product, Failure> {
    match name {
        "entra" => Ok(Product::Entra),
        "b2c" => Ok(Product::B2c),
        "external-id" => Ok(Product::ExternalId),
        "adfs" => Ok(Product::Adfs),
        other => Err(format!("{other} is no product\n{USAGE}").into()),
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let tenant = DemoTenant::start(arguments.options).await?;
    if let (Some(file), Some(pem)) = (arguments.certificate_file, tenant.certificate_pem()) {
        fs::write(file, pem)?;
    }
    say(&introduction(&tenant).to_string())?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line? {
                Some(line) if line.trim().is_empty() => {}
                Some(line) => say(&command::obey(&tenant, &line).await.to_string())?,
                None => break,
            },
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    tenant.stop().await;
    Ok(())
}

fn introduction(tenant: &DemoTenant) -> Value {
    let people = tenant.people().iter().map(|person| {
        json!({
            "id": person.id, "username": person.username, "name": person.name, "tenant_id": person.tenant_id,
            "home_account_id": person.home_account_id(),
        })
    });
    let clients = tenant.clients().iter().map(|client| json!({ "id": client.id, "name": client.name }));
    let tenants = tenant
        .tenants()
        .iter()
        .map(|tenant| json!({ "id": tenant.id, "domain": tenant.domain, "name": tenant.name }));
    json!({
        "base_url": tenant.base_url(),
        "graph_url": tenant.graph_url(),
        "environment": ENVIRONMENT,
        "client_id": tenant.client_id(),
        "people": people.collect::<Vec<_>>(),
        "clients": clients.collect::<Vec<_>>(),
        "tenants": tenants.collect::<Vec<_>>(),
        "set_aside": tenant.set_aside(),
    })
}

fn say(line: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}
