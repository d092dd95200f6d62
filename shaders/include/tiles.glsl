// A product of matrices in tiles of TILE × TILE, STEP terms at a time, by a
// group of THREADS: each thread owns ROWS rows of four columns. The tiles lie in
// shared memory with the terms outermost, so that a thread reads its rows and
// its columns as vec4; with the padding, threads that write one column of
// terms write to different banks. Needs include/float16.glsl.
const uint TILE = 64;
const uint STEP = 16;
const uint THREADS = 128;
const uint ROWS = TILE * TILE / 4 / THREADS;
const uint COLUMN_SHARE = STEP * TILE / 4 / THREADS; // vec4s of the columns' tile that a thread fetches

shared vec4 rowTile[STEP][TILE / 4 + 1];
shared vec4 columnTile[STEP][TILE / 4];

// group_index numbers the work groups of a grid of two dimensions, as item_index does its threads.
uint group_index() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }

// fetch_columns reads the thread's share of terms from … from + STEP − 1 of a
// matrix [end, width] that starts `start` rows after m; o is its column. What
// lies beyond is zero.
void fetch_columns(Vec4s m, uint pointer, uint start, uint from, uint end, uint o, uint width, out vec4 b[COLUMN_SHARE]) {
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
        uint term = from + gl_LocalInvocationID.x / (TILE / 4) + i * (STEP / COLUMN_SHARE);
        bool inside = term < end && o < width;
        b[i] = load_vec4(m, inside ? (start + term) * width + o : 0, pointer);
        b[i] = mix(vec4(0), b[i], bvec4(inside));
    }
}

void keep_columns(vec4 b[COLUMN_SHARE]) {
    uint t = gl_LocalInvocationID.x;
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) columnTile[t / (TILE / 4) + i * (STEP / COLUMN_SHARE)][t % (TILE / 4)] = b[i];
}

void multiply_tiles(inout vec4 sum[ROWS]) {
    uint row = gl_LocalInvocationID.x / (TILE / 4) * (ROWS / 4);
    uint column = gl_LocalInvocationID.x % (TILE / 4);
    for (uint k = 0; k < STEP; k++) {
        vec4 b = columnTile[k][column];
        [[unroll]] for (uint r = 0; r < ROWS / 4; r++) {
            vec4 a = rowTile[k][row + r];
            [[unroll]] for (uint i = 0; i < 4; i++) sum[4 * r + i] += a[i] * b;
        }
    }
}
