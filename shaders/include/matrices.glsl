// A product of matrices on a device's matrix units. A group of SUBGROUPS computes a tile of ROWS × COLUMNS, STEP terms
// at a time: each subgroup 2×4 fragments of MATRIX_M × MATRIX_N, so that 6 loads of fragments serve 8 products.
// Operands are OPERAND, float16_t or in the builds for it bfloat16_t; sums are float32. Both tiles lie in shared memory with the terms innermost, in fours as uvec2, and
// a padding of 8 operands that puts the rows into different banks. How a fragment's elements are spread over the lanes
// is the driver's affair: nothing here looks at them.
// The kernel declares MATRIX_M, MATRIX_N, MATRIX_K and ACROSS, the subgroups side by side, as specialisation constants.
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_EXT_bfloat16 : require

#ifndef OPERAND
#define OPERAND float16_t
#define OPERAND_INFINITY 0x7C00u
#endif

const uint SUBGROUPS = 4;
const uint DOWN = SUBGROUPS / ACROSS;
const uint FRAGMENT_ROWS = 2;
const uint FRAGMENT_COLUMNS = 4;
const uint FRAGMENTS = FRAGMENT_ROWS * FRAGMENT_COLUMNS;
const uint ROWS = DOWN * FRAGMENT_ROWS * MATRIX_M;
const uint COLUMNS = ACROSS * FRAGMENT_COLUMNS * MATRIX_N;
const uint STEP = 2 * MATRIX_K;
const uint QUADS = STEP / 4;
const uint PITCH = QUADS + 2;
const uint RESULT_QUADS = MATRIX_N / 4;
const uint RESULT_PITCH = RESULT_QUADS + 1;
const uint THREADS = gl_WorkGroupSize.x;
const uint LANES = THREADS / SUBGROUPS;

shared uvec2 rowTile[ROWS * PITCH];
shared uvec2 columnTile[COLUMNS * PITCH];
shared vec4 resultTile[SUBGROUPS * MATRIX_M * RESULT_PITCH]; // a fragment of each subgroup

#define RowFragment coopmat<OPERAND, gl_ScopeSubgroup, MATRIX_M, MATRIX_K, gl_MatrixUseA>
#define ColumnFragment coopmat<OPERAND, gl_ScopeSubgroup, MATRIX_K, MATRIX_N, gl_MatrixUseB>
#define ResultFragment coopmat<float, gl_ScopeSubgroup, MATRIX_M, MATRIX_N, gl_MatrixUseAccumulator>

// group_index numbers the work groups of a grid of two dimensions, as item_index does its threads.
uint group_index() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }

// fragment_row and fragment_column are the place of a subgroup's fragment in the tile.
uint fragment_row(uint r) { return (gl_SubgroupID / ACROSS * FRAGMENT_ROWS + r) * MATRIX_M; }
uint fragment_column(uint c) { return (gl_SubgroupID % ACROSS * FRAGMENT_COLUMNS + c) * MATRIX_N; }

// multiply_tiles adds the product of both tiles to the subgroup's results.
void multiply_tiles(inout ResultFragment sum[FRAGMENTS]) {
    [[unroll]] for (uint k = 0; k < STEP; k += MATRIX_K) {
        RowFragment a[FRAGMENT_ROWS];
        [[unroll]] for (uint r = 0; r < FRAGMENT_ROWS; r++) {
            coopMatLoad(a[r], rowTile, fragment_row(r) * PITCH + k / 4, PITCH, gl_CooperativeMatrixLayoutRowMajor);
        }
        [[unroll]] for (uint c = 0; c < FRAGMENT_COLUMNS; c++) {
            ColumnFragment b;
            coopMatLoad(b, columnTile, fragment_column(c) * PITCH + k / 4, PITCH, gl_CooperativeMatrixLayoutColumnMajor);
            [[unroll]] for (uint r = 0; r < FRAGMENT_ROWS; r++) {
                uint i = r * FRAGMENT_COLUMNS + c;
                sum[i] = coopMatMulAdd(a[r], b, sum[i]);
            }
        }
    }
}

// keep_result makes a fragment of the subgroup readable, each after the other: result_at is its quad of columns q in
// row r. One loop over all of them is a fraction of the code that a copy for each would be.
void keep_result(ResultFragment sum[FRAGMENTS], uint fragment) {
    subgroupBarrier();
    [[unroll]] for (uint i = 0; i < FRAGMENTS; i++) {
        if (i == fragment) coopMatStore(sum[i], resultTile, gl_SubgroupID * MATRIX_M * RESULT_PITCH, RESULT_PITCH, gl_CooperativeMatrixLayoutRowMajor);
    }
    subgroupBarrier();
}

vec4 result_at(uint r, uint q) { return resultTile[(gl_SubgroupID * MATRIX_M + r) * RESULT_PITCH + q]; }

// relu_operands is max(x, 0) of two operands in a word, and lets NaN through.
uvec2 relu_operands(uvec2 x) {
    uvec2 nan = (x & 0x7FFF7FFFu) + (0x7FFFu - OPERAND_INFINITY) * 0x10001u; // its sign bits are set where the magnitude is above infinity's
    uvec2 negative = x & ~nan & 0x80008000u;
    return x & ~((negative >> 15) * 0xFFFFu);
}
