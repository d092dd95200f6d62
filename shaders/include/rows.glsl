// Work groups shared out among the rows of a table: row r has those from
// starts[r] to before starts[r + 1]. A table is the array of its rows, then words.
#define group_index() (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x)

// row_of finds the row of a group. The words of starts begin at index first.
uint row_of(uint group, Uints starts, uint first, uint rows) {
    uint low = 0;
    uint high = rows; // starts[low] <= group < starts[high]
    while (high - low > 1) {
        uint middle = (low + high) / 2;
        if (starts.at[first + middle] <= group) low = middle;
        else high = middle;
    }
    return low;
}
