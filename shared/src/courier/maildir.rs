//! The courier without a provider: each message becomes a file in a folder; the file proves that it was sent.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::{Answer, Courier, Evidence, Parcel, envelope};

/// The file extensions of messages.
const EXTENSIONS: [&str; 3] = ["eml", "txt", "json"];

/// Of a file, as much as tells whose message it is.
const HEAD: u64 = 64 * 1024;

/// A folder of messages: `<follow-up id>.eml` for an e-mail, `.txt` for an SMS, `.json` for a push message.
///
/// A file appears under its name only when it is whole and on disk, and is never written twice, however many
/// processes share the folder.
#[derive(Clone, Debug)]
pub struct Maildir {
    folder: PathBuf,
    /// The account that the files of this process belong to.
    owner: u32,
}

/// What there is under the names of a follow-up's message.
#[derive(Debug, PartialEq)]
enum Found {
    Nothing,
    Message(String),
    /// Something that this program did not write: a link, a folder, another's file, another text. It proves nothing.
    Foreign(String),
}

/// Why a folder cannot be an outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error("the outbox folder {} could not be created ({source}): create it, or choose another", folder.display())]
    Create { folder: PathBuf, source: io::Error },
    #[error("nothing can be written to the outbox folder {} ({source}): allow it, or choose another", folder.display())]
    Write { folder: PathBuf, source: io::Error },
}

impl Maildir {
    /// Opens `folder`, creating it and its parents where absent (for the owner only, on Unix), and checks that files
    /// can be written there. Does blocking I/O; meant for the start of a program.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, OutboxError> {
        let folder = folder.into();
        if let Err(source) = create(&folder) {
            return Err(OutboxError::Create { folder, source });
        }
        let probe = temporary(&folder).and_then(|mut file| {
            file.write_all(b"probe")?;
            file.as_file().sync_all()?;
            file.as_file().metadata()
        });
        match probe {
            Ok(metadata) => Ok(Self { folder, owner: owner(&metadata) }),
            Err(source) => Err(OutboxError::Write { folder, source }),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn deliver(&self, parcel: &Parcel) -> Answer {
        match self.find(parcel.follow_up) {
            Ok(Found::Message(name)) => return self.accept_existing(name),
            Ok(Found::Foreign(name)) => return foreign(&name),
            Ok(Found::Nothing) => {}
            Err(e) => return Answer::later(format!("the outbox folder cannot be read: {e}")),
        }
        let (extension, bytes) = match envelope::encode(parcel) {
            Ok(encoded) => encoded,
            Err(reason) => return Answer::Refused(reason.to_string()),
        };
        let name = format!("{}.{extension}", parcel.follow_up);
        match self.put(&name, &bytes) {
            Ok(()) => match self.sync() {
                Ok(()) => Answer::Accepted(name),
                Err(e) => Answer::Unknown(format!("the file was written, but perhaps not to disk: {e}")),
            },
            // Another sender was faster.
            Err(e) if e.kind() == ErrorKind::AlreadyExists => match self.is_message(&name, extension, parcel.follow_up)
            {
                Ok(true) => self.accept_existing(name),
                Ok(false) | Err(_) => foreign(&name),
            },
            Err(e) => Answer::later(format!("the message could not be written to the outbox: {e}")),
        }
    }

    /// The file exists, but its writer may have died before the name reached the disk: syncs the folder first.
    fn accept_existing(&self, name: String) -> Answer {
        match self.sync() {
            Ok(()) => Answer::Accepted(name),
            Err(e) => Answer::Unknown(format!("the file is there, but perhaps not on disk: {e}")),
        }
    }

    /// Writes the file atomically, and never overwrites another.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = temporary(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(self.folder.join(name))?;
        Ok(())
    }

    /// Makes the names in the folder survive a power cut.
    fn sync(&self) -> io::Result<()> {
        // Only Unix can sync a folder.
        if cfg!(unix) { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }

    fn find(&self, follow_up: Uuid) -> io::Result<Found> {
        let mut found = Found::Nothing;
        for extension in EXTENSIONS {
            let name = format!("{follow_up}.{extension}");
            match self.is_message(&name, extension, follow_up) {
                Ok(true) => return Ok(Found::Message(name)),
                Ok(false) => found = Found::Foreign(name),
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        // A missing folder has no files either, but that proves nothing: it is an error.
        fs::metadata(&self.folder).map(|_| found)
    }

    /// Whether what has that name is a file of this account, not a link to one, and holds the follow-up's message.
    fn is_message(&self, name: &str, extension: &str, follow_up: Uuid) -> io::Result<bool> {
        let path = self.folder.join(name);
        let seen = fs::symlink_metadata(&path)?;
        if !seen.is_file() || owner(&seen) != self.owner {
            return Ok(false);
        }
        let mut head = Vec::new();
        File::open(path)?.take(HEAD).read_to_end(&mut head)?;
        Ok(envelope::bears(&head, extension, follow_up))
    }
}

fn foreign(name: &str) -> Answer {
    Answer::later(format!("{name} in the outbox folder is not the message of that follow-up: take it away"))
}

/// The number of the account; other systems than Unix have none.
fn owner(metadata: &fs::Metadata) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(metadata);
    #[cfg(not(unix))]
    return 0;
}

/// A hidden file whose name cannot be taken for a message's. Deleted on drop; after a crash it stays behind.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".writing-").suffix(".tmp").tempfile_in(folder)
}

fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Courier for Maildir {
    /// Answers with the file's name. Refuses a message that cannot be addressed; asks for a retry after an I/O error.
    /// If the message of this follow-up is there, for any channel, it was already sent and is not written again; where something
    /// else has its name, nothing is written, and what is there is left as it is.
    async fn send(&self, parcel: &Parcel) -> Answer {
        let (outbox, parcel) = (self.clone(), parcel.clone());
        let delivery = tokio::task::spawn_blocking(move || outbox.deliver(&parcel)).await;
        delivery.unwrap_or_else(|e| Answer::Unknown(format!("writing to the outbox was interrupted: {e}")))
    }

    async fn evidence(&self, follow_up: Uuid) -> Evidence {
        let outbox = self.clone();
        match tokio::task::spawn_blocking(move || outbox.find(follow_up)).await {
            Ok(Ok(Found::Message(name))) => Evidence::Sent(name),
            Ok(Ok(Found::Nothing)) => Evidence::NotSent,
            Ok(Ok(Found::Foreign(_)) | Err(_)) | Err(_) => Evidence::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
