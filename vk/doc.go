// Package vk is the compute runtime: instance, device, memory, kernels,
// streams and timers over Vulkan 1.2. It knows bytes and kernels, no maths.
//
// # One C call per submission
//
// A [Stream] records launches, copies and barriers into a program: one flat
// slice of 64-bit words. Submit hands the whole program to C in one call, which
// replays it into a command buffer and submits that with a timeline semaphore.
// Nothing waits for the device until Sync or Download.
//
// The binding github.com/vulkan-go/vulkan makes the objects. It knows Vulkan 1.0
// and is unsafe in places: it frees its C copy of a slice of structs by a
// finalizer, while the driver may still read the copy. So whatever takes slices,
// runs often or is newer than 1.0 is in the C shim of this package (shim_*.c),
// and tests/lint forbids the unsafe calls. Two more traps: a handle passed by
// address must be a variable of its own, since cgo checks the whole object
// around a field and panics at Go pointers in it; and structs that contain
// slices of structs cannot be passed at all.
//
// # Buffers by address
//
// Kernels take their buffers as 64-bit addresses in push constants, by the
// feature bufferDeviceAddress. There are no descriptor sets to allocate, update
// or run out of, and no limit on the size of a binding; on lavapipe a matrix
// product is 15 to 45 % faster than with storage buffers. A device without the
// feature is refused. Shaders convert a pointer to one of another type by way of
// uvec2: SwiftShader crashes on a direct cast, so tools/genspv refuses it.
//
// On lavapipe a load costs by the word, so some kernels load two floats as one
// pointer (shaders/include/words.glsl). tools/genspv refuses what SPIR-V does not
// allow of it: an alignment below eight bytes, and a cast between a pointer and
// floats. lavapipe 26.2 with LP_NATIVE_VECTOR_WIDTH=512 overruns its own stack
// while it compiles a store of such words, so they are stored only where eight
// lanes run together. That is a specialisation constant: a branch on
// gl_SubgroupSize leaves the store in the code which that compiler sees.
//
// # Tables
//
// What a step does to each of many tensors is one launch, for example Adam's
// update of all parameters. Push constants hold only a few addresses, so the
// arguments lie in memory, in a [Table] of one row per tensor, and the work
// groups are divided among the rows. An address in a table is a uvec2, since
// SwiftShader crashes on a pointer that it has read from memory. The launch
// declares an access to every buffer of its table, so that none can be
// forgotten. In a step of the shared GAN tables and a fused loss save two fifths
// of all launches and barriers.
//
// # Barriers
//
// Every command declares the ranges of memory that it reads and writes. The
// stream compares them with those since the last barrier and records a barrier
// only where a command reads or writes what has been written since, or writes
// what has been read. The commands between two barriers form a barrier epoch;
// they may run in any order and at the same time.
//
// # Which memory
//
// Tensors lie in the largest heap of device memory, and in the next one where that
// is full: a card may list a window of 256 MiB before its heap, and an APU a small
// carve-out before what it shares with the host (heaps.go). A device takes no more
// of a heap than it has, whatever the driver would give.
//
// # Memory is planned when it is submitted
//
// [Device.Alloc] gives persistent memory, cut from blocks of 64 MiB. [Stream.Temp]
// gives temporary memory until [Stream.EndStep]. A temporary is only a number
// while its step is recorded. At the submission all its uses are known, and with
// them its live interval: the barrier epochs from its first use to its last. The
// planner takes the largest temporaries first and gives each the smallest gap
// that is free for its whole live interval.
//
// A range of memory passes from one temporary to another only across a barrier
// that the commands need anyway, so sharing adds no barriers within a step. Two
// steps share all of their memory, so one barrier is added between them. A
// discriminator step of the paper's networks takes a seventh of the sum of its
// temporaries, a generator step a quarter: exactly what is live at once, below
// which no plan can go.
//
// The memory of temporaries is kept, and equal steps get equal places: the plans
// of the last eight kinds of steps are remembered. A step in steady state
// therefore allocates nothing from the driver.
//
// A step may be submitted in parts, by a download or by StreamOptions.SubmitWords.
// Later parts are unknown then, so what a part has used keeps its place until the
// step ends. [Stream.Scratch] ends the live intervals of some temporaries earlier.
//
// # Long work goes in batches
//
// Windows resets a card on which one submission takes two seconds, and some Linux
// drivers do so too; the device is lost then. So a submission is cut into batches
// that are predicted to take at most [StreamOptions].SubmitTime. The cut is made
// when the memory of temporaries is planned already, so that batches need no more
// memory, and no more barriers, since those of one batch order the next.
//
// A launch is predicted by what [Stream.Expect] says of it, as package tensor
// does for convolutions from their timings, and else by its bytes at the pace of
// slow memory. Predictions that are too long cost a submission, some 20 µs. Those
// that are too short lose the device only if they are wrong by a factor of ten.
// The work of CPUs is never interrupted, so that nothing is cut there.
//
// # What arithmetic is asked for
//
// Vulkan lets a device round as it likes and take the smallest float16 numbers for
// zero, unless a shader asks. So kernels ask to round to the nearest number and to
// keep those small ones, on each device that can be asked: their modules get these
// execution modes when they are loaded (float_modes.go), since a module that asks
// a device for what it can't is invalid. On lavapipe no bit of a training changed,
// in float32 or mixed precision.
//
// # Devices that tell no time
//
// A device may announce timestamps and never write one: a driver on a card that is
// not there does. A timestamp that is missing a second after the work that writes
// it has ended makes the device one without timestamps, for all its streams.
//
// # Drivers that are wrong
//
// What some drivers get wrong and others do not is a row of a table
// (workarounds.go): vendor, driver, versions, what is avoided there, and where
// that is known from. `autogan doctor` prints the rows that concern the device.
//
// # CPUs stay awake
//
// A Vulkan driver that computes on CPUs divides each dispatch among threads and
// waits for all of them. A CPU that has gone to sleep in between takes longer to
// wake than a small dispatch takes. While work is under way the stream therefore
// keeps a thread spinning on each CPU (shim_awake.c), at the priority SCHED_IDLE,
// at which it gives way to every other thread of the session. Where the scheduler
// shares the machine between sessions, a busy program of another session gets
// its half and no more. The spinning threads yield all the time: a driver's
// thread that becomes ready then runs at the next yield. Otherwise it would wait
// for the interrupt by which one CPU wakes another, which is slow in a virtual
// machine.
//
// The driver's own threads are pinned to a CPU each (shim_spread.c), since the
// scheduler, which sees no idle CPU, may leave two of them on one. They are
// recognised by the name that they inherit from the thread that opens the device.
//
// On two CPUs spinning saves a sixth of a step of a narrow GAN at 32×32 and a
// quarter at 16×16. Without pinning one run in three takes half as long again.
// Both are done on Linux only.
//
// # Options that must not show
//
// [StreamOptions] change how a stream works and never what it computes: barriers
// everywhere, epochs in reverse order, submissions of one command, temporaries
// that are fresh, separate or filled with NaN. tests/metamorphic runs random
// programs under all of them and compares the bits. Reversing finds a missing
// barrier even on drivers that keep to the recorded order. Only RecordOnly, which
// runs nothing, is an exception.
//
// # Errors stay
//
// A Stream keeps its first error: every later call does nothing, and Submit, Sync
// and Download return the error. Sync and Release still wait for what was
// submitted before, so that memory which is given back after an error is not in
// use. [ErrOutOfMemory] leaves the device usable; a device that gave
// [ErrDeviceLost] can only be released. That error names the kernels of the
// submission that lost it, what the driver tells of the fault where it has
// VK_EXT_device_fault, and what to try. tests/faults lets every call
// of a training step fail in turn and checks that no object is left.
//
// # Threads and ownership
//
// Device and Instance may be used from several goroutines; a Stream belongs to
// one. Whoever creates an object releases it.
package vk
