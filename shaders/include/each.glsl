// A thread of an element-wise kernel takes EACH items, so that several loads are
// under way at a time. ADJACENT says that they are neighbours: on a CPU they fill
// a cache line. The lanes of a GPU take neighbours instead, and a thread's items
// are a work group apart. The launcher sees to it that all threads' items exist,
// or none.
#define first_item() \
    (ADJACENT ? item_index() * EACH : (item_index() - gl_LocalInvocationID.x) * EACH + gl_LocalInvocationID.x)
#define item_step (ADJACENT ? 1u : gl_WorkGroupSize.x)
