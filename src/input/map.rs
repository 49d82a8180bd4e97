//! Files as memory, safe against being cut short by somebody else.
//!
//! In goes an open regular file, out comes its content as a slice. When another program truncates
//! the file meanwhile, touching a page behind the new end raises SIGBUS, which would kill the
//! process and with it every finding not yet printed. So, as systemd's journal does, the first
//! mapping installs a handler for SIGBUS: if the address lies in a mapping of ours, the handler
//! marks that mapping as damaged and puts zeros in place of everything from there on, and the
//! reader runs on over zeros. `check`, asked after the work on a batch, tells of the damage, and
//! what was found in the zeros is thrown away. A SIGBUS anywhere else goes to whoever handled it
//! before.
//!
//! **Why a changing slice is tolerable.** Rust assumes that the bytes behind a `&[u8]` stay as
//! they are, and no mapping of a file can promise that, here or in any program. It is tolerable
//! because nothing downstream turns a changed byte into a memory error: slices are indexed with
//! checks, nothing calls `from_utf8_unchecked`, and lengths come from the slice, never from the
//! bytes. The worst outcome of a write under our feet is a wrong finding, which any reader of a
//! changing file may give, or a panic. Who cannot accept even this turns mapping off
//! (`FeedOptions::memory_map`).
//!
//! What this does not do: notice a file that is rewritten in place without getting shorter. The
//! readers in blocks (`stream`) ask the file for its length at the end, to the same effect.

#![allow(unsafe_code, reason = "mapping memory and handling a signal cannot be had without")]

use std::fs::File;
use std::io;
use std::mem;
use std::ops::Range;
use std::path::Path;
use std::ptr;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize};
use std::sync::{Mutex, OnceLock, PoisonError};

use libc::{c_int, c_void, siginfo_t};
use memmap2::{Mmap, MmapOptions, UncheckedAdvice};

use super::InputError;

/// A file whose content is mapped.
#[derive(Debug)]
pub(super) struct Mapping {
    // The order matters: fields are dropped from the top, and a range must leave the registry
    // before its addresses are free for others.
    registration: Registration,
    map: Mmap,
    file: File,
}

impl Mapping {
    /// Maps the first `length` bytes. Gives the file back where that cannot be done or not be
    /// guarded (no address space, a file system without mapping, too many mappings, a foreign
    /// SIGBUS handler): then it is to be read.
    pub(super) fn new(file: File, length: u64) -> Result<Self, File> {
        let Ok(length) = usize::try_from(length) else { return Err(file) };
        if length == 0 || !install_handler() {
            return Err(file);
        }
        // SAFETY: the mapping is read-only, and that its bytes may change is reasoned about at the
        // top of this file.
        let Ok(map) = (unsafe { MmapOptions::new().len(length).map(&file) }) else {
            return Err(file);
        };
        match Registration::new(map.as_ptr() as usize, length) {
            Some(registration) => Ok(Self { registration, map, file }),
            None => Err(file),
        }
    }

    /// The content as it was long when it was mapped.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// Let go of memory that lies behind a range whose work is done, far enough behind that nobody is likely
    /// to look at it any more; who does finds the same bytes.
    ///
    /// Else all of the file would count as memory in use. To let go of each range by itself would interrupt
    /// the other threads more often than it is worth.
    pub(super) fn release_behind(&self, range: Range<usize>) {
        const STRIDE: usize = 32 << 20;
        let behind = |at: usize| (at / STRIDE).saturating_sub(1) * STRIDE;
        self.release(behind(range.start)..behind(range.end));
    }

    /// Let go of the memory of whole pages.
    fn release(&self, range: Range<usize>) {
        if !range.is_empty() {
            // SAFETY: the mapping is read-only and of a file, from which the pages come again.
            let released = unsafe {
                self.map.unchecked_advise_range(UncheckedAdvice::DontNeed, range.start, range.len())
            };
            // What is not let go of now is later.
            drop(released);
        }
    }

    /// Whether bytes were missed so far. Costs a load; `check` is the one that looks.
    pub(super) fn is_damaged(&self) -> bool {
        self.registration.slot.damaged.load(SeqCst)
    }

    /// Says whether everything read until now was really in the file.
    pub(super) fn check(&self, path: &Path) -> Result<(), InputError> {
        let expected = self.map.len() as u64;
        // Not every missing byte raises the signal: behind the new end, up to the end of its
        // page, there are silent zeros.
        if let Ok(metadata) = self.file.metadata()
            && metadata.len() < expected
        {
            self.registration.slot.damaged.store(true, SeqCst);
            return Err(InputError::Shrunk { path: path.into(), expected, found: metadata.len() });
        }
        if self.is_damaged() {
            let source = io::Error::other(
                "a mapped page could not be read: the disk failed, or the file was cut and \
                 written anew",
            );
            return Err(InputError::Read { path: path.into(), offset: 0, source });
        }
        Ok(())
    }
}

/// How many files can be mapped at once. The feed maps one file after the other and a mapping
/// lives until its last batch is done, so there are rarely more than there are threads.
const SLOTS: usize = 256;

/// The mapped ranges, where the signal handler finds them: fixed in place, free of locks.
static REGISTRY: [Slot; SLOTS] = [const { Slot::new() }; SLOTS];

/// Held while a slot is changed. The handler never takes it.
static CHANGING: Mutex<()> = Mutex::new(());

/// One mapped range; free while `start` is zero.
#[derive(Debug)]
struct Slot {
    /// Odd while the range is being changed: the handler then passes the slot by. It may, for
    /// the range in which its own thread faulted is held by that thread and does not change.
    version: AtomicUsize,
    start: AtomicUsize,
    end: AtomicUsize,
    damaged: AtomicBool,
}

impl Slot {
    const fn new() -> Self {
        Self {
            version: AtomicUsize::new(0),
            start: AtomicUsize::new(0),
            end: AtomicUsize::new(0),
            damaged: AtomicBool::new(false),
        }
    }

    /// Only under `CHANGING`.
    fn set(&self, start: usize, end: usize) {
        self.version.fetch_add(1, SeqCst);
        self.start.store(start, SeqCst);
        self.end.store(end, SeqCst);
        self.damaged.store(false, SeqCst);
        self.version.fetch_add(1, SeqCst);
    }

    /// The range's end, if the address lies in it. A pair of start and end is believed only if
    /// both belonged together: half of an old range and half of a new one could span memory of
    /// others.
    fn end_if_holding(&self, address: usize) -> Option<usize> {
        let version = self.version.load(SeqCst);
        let start = self.start.load(SeqCst);
        let end = self.end.load(SeqCst);
        let steady = version.is_multiple_of(2) && self.version.load(SeqCst) == version;
        (steady && start != 0 && (start..end).contains(&address)).then_some(end)
    }
}

/// A slot in use, freed on drop.
#[derive(Debug)]
struct Registration {
    slot: &'static Slot,
}

impl Registration {
    fn new(start: usize, length: usize) -> Option<Self> {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = REGISTRY.iter().find(|slot| slot.start.load(SeqCst) == 0)?;
        slot.set(start, start.checked_add(length)?);
        Some(Self { slot })
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        self.slot.set(0, 0);
    }
}

/// Who handled SIGBUS before. Written before the handler is installed, only read after.
static PREVIOUS_HANDLER: AtomicUsize = AtomicUsize::new(libc::SIG_DFL);
static PREVIOUS_FLAGS: AtomicI32 = AtomicI32::new(0);
static PAGE_SIZE: AtomicUsize = AtomicUsize::new(0);

/// Installs the handler the first time, and says whether it stands.
///
/// Asked before each mapping, because another library in the process (Python's faulthandler, say)
/// may have put its own handler over ours since.
fn install_handler() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    let ours = on_sigbus as *const () as usize;
    let installed = *INSTALLED.get_or_init(|| {
        // SAFETY: asking for a constant of the system.
        let page_size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        let Ok(page_size @ 1..) = usize::try_from(page_size) else { return false };
        PAGE_SIZE.store(page_size, SeqCst);
        let Some(previous) = current_action() else { return false };
        PREVIOUS_HANDLER.store(previous.sa_sigaction, SeqCst);
        PREVIOUS_FLAGS.store(previous.sa_flags, SeqCst);
        // SAFETY: `sigaction` is a plain C structure for which all zeros are valid.
        let mut action: libc::sigaction = unsafe { mem::zeroed() };
        action.sa_sigaction = ours;
        // On the alternative stack, because where a stack overflow raises SIGBUS (macOS) the
        // handler that std installed for it is called from ours and needs a stack to stand on.
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        // SAFETY: the mask is a field of a live structure; the handler is of the type that
        // SA_SIGINFO asks for and does only what a signal handler may do (see there).
        unsafe {
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut()) == 0
        }
    });
    installed && current_action().is_some_and(|action| action.sa_sigaction == ours)
}

/// What is now to happen at SIGBUS.
fn current_action() -> Option<libc::sigaction> {
    // SAFETY: as above, all zeros are valid; with no new action given, `sigaction` only writes
    // the current one to the live structure.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        let result = libc::sigaction(libc::SIGBUS, ptr::null(), &raw mut action);
        (result == 0).then_some(action)
    }
}

/// The signal handler. It runs in the thread that faulted, between any two instructions, so it
/// may not lock, allocate or panic: it loads and stores atomics and calls `mmap`, `sigaction` and
/// `raise`. (`mmap` is not on the list POSIX gives, but is a bare system call on Linux and macOS.
/// On success, the only case in which the program runs on, it leaves `errno` alone.)
extern "C" fn on_sigbus(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: a handler installed with SA_SIGINFO is given a valid `siginfo_t`, and the address
    // field is the valid one for SIGBUS. For a signal sent by a process the address is something
    // else, so it is not looked at.
    let (sent, address) = unsafe { ((*info).si_code <= 0, (*info).si_addr() as usize) };
    if sent || !put_zeros_from(address) {
        pass_on(signal, info, context, sent);
    }
}

/// If the address lies in a mapping of ours, marks that as damaged and puts zeros from the
/// address's page to its end. All the rest at once, because behind a page that is gone all pages
/// are gone, and because each replaced piece would be an entry of its own in the kernel's table.
fn put_zeros_from(address: usize) -> bool {
    for slot in &REGISTRY {
        let Some(end) = slot.end_if_holding(address) else { continue };
        // Before the zeros are there, so that no one can read zeros and see no mark.
        slot.damaged.store(true, SeqCst);
        let page_size = PAGE_SIZE.load(SeqCst);
        let start = address - address % page_size;
        // SAFETY: the pages from `start` to `end` belong to a mapping in the registry, which
        // lives as long as the thread that faulted in it, so MAP_FIXED replaces nobody else's
        // memory. The kernel rounds the length up to whole pages, the last of which is ours too.
        // Slices into the mapping stay valid: the addresses stay readable.
        let zeros = unsafe {
            libc::mmap(
                start as *mut c_void,
                end - start,
                libc::PROT_READ,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED,
                -1,
                0,
            )
        };
        return zeros != libc::MAP_FAILED;
    }
    false
}

/// Leaves the signal to whoever handled it before.
fn pass_on(signal: c_int, info: *mut siginfo_t, context: *mut c_void, sent: bool) {
    let previous = PREVIOUS_HANDLER.load(SeqCst);
    match previous {
        libc::SIG_IGN if sent => {}
        libc::SIG_DFL | libc::SIG_IGN => {
            // SAFETY: all zeros are a valid `sigaction`, and SIG_DFL a valid handler. A fault
            // comes again when this handler returns, and then kills with the proper cause; a
            // signal that was sent does not come again and is raised.
            unsafe {
                let mut action: libc::sigaction = mem::zeroed();
                action.sa_sigaction = libc::SIG_DFL;
                libc::sigaction(signal, &raw const action, ptr::null_mut());
                if sent {
                    libc::raise(signal);
                }
            }
        }
        _ if PREVIOUS_FLAGS.load(SeqCst) & libc::SA_SIGINFO != 0 => {
            // SAFETY: the system gave this address as a handler, and the flag tells its type.
            unsafe {
                let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) =
                    mem::transmute(previous);
                handler(signal, info, context);
            }
        }
        _ => {
            // SAFETY: as above, without the flag.
            unsafe {
                let handler: extern "C" fn(c_int) = mem::transmute(previous);
                handler(signal);
            }
        }
    }
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
