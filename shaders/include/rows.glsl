// The work groups of a launch are divided among the rows of a table: row r has
// those from starts[r] to starts[r + 1] − 1. A table is the array of its rows,
// then words. Its pointers are read as addresses and cast: SwiftShader's compiler
// crashes on a pointer that comes from memory.
#define Address uvec2
#define group_index() (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x)

// row_of finds the row of a group. The words of starts begin at index first.
uint row_of(uint group, Uints table, uint first, uint rows) {
    uint low = 0;
    uint high = rows; // starts[low] <= group < starts[high]
    while (high - low > 1) {
        uint middle = (low + high) / 2;
        if (table.at[first + middle] <= group) low = middle;
        else high = middle;
    }
    return low;
}

// thread_of_row numbers the threads of row r from 0. quad_of_row is the first of
// the span quads that a thread of row r handles; each next one is a group's width
// further. They are macros for the same reason as item_index.
#define group_of_row(group, table, starts, r) ((group) - Uints(uvec2(table)).at[(starts) + (r)])
#define thread_of_row(group, table, starts, r) (group_of_row(group, table, starts, r) * gl_WorkGroupSize.x + gl_LocalInvocationID.x)
#define quad_of_row(group, table, starts, r, span) \
    (group_of_row(group, table, starts, r) * (span) * gl_WorkGroupSize.x + gl_LocalInvocationID.x)
