use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use demo_tenant::{DemoError, DemoOptions, DemoTenant};
use tokio::sync::Mutex;

/// The demo tenant inside this program: started when it is first needed, ended with the program.
pub struct Demo {
    state: PathBuf,
    running: Mutex<Option<Arc<DemoTenant>>>,
}

impl Demo {
    /// Keeps its key and grants in the folder `state`.
    pub fn new(state: PathBuf) -> Self {
        Self { state, running: Mutex::default() }
    }

    /// The folder that it keeps its key and grants in.
    pub(crate) fn folder(&self) -> &Path {
        &self.state
    }

    /// The running demo tenant.
    pub async fn running(&self) -> Result<Arc<DemoTenant>, DemoError> {
        let mut running = self.running.lock().await;
        if let Some(demo) = running.as_ref() {
            return Ok(Arc::clone(demo));
        }
        let options = DemoOptions { state_dir: Some(self.state.clone()), ..DemoOptions::default() };
        let demo = Arc::new(DemoTenant::start(options).await?);
        *running = Some(Arc::clone(&demo));
        Ok(demo)
    }
}
