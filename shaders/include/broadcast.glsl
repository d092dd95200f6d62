// Reading an operand that is broadcast over a row-major grid of up to four axes,
// right-aligned. A broadcast axis has stride 0.

#include "include/divide.glsl"

// RANK is the number of axes in use: the index arithmetic of the others folds away.
layout(constant_id = 0) const uint RANK = 4;
layout(constant_id = 1) const bool POWERS_OF_TWO = false; // the three inner sizes

// position splits item i of the grid into its coordinates. size: the three inner
// axes; the innermost one is in lanes.
uvec4 position(uint i, uvec3 size) {
    if (RANK == 1) return uvec4(0, 0, 0, i);
    uint rows = divide(i, size.z, POWERS_OF_TWO);
    uint w = i - rows * size.z;
    if (RANK == 2) return uvec4(0, 0, rows, w);
    uint planes = divide(rows, size.y, POWERS_OF_TWO);
    uint z = rows - planes * size.y;
    if (RANK == 3) return uvec4(0, planes, z, w);
    uint x = divide(planes, size.x, POWERS_OF_TWO);
    return uvec4(x, planes - x * size.x, z, w);
}

// read_lane loads the operand's lane at a position. pointer is the operand's
// number in FLOAT16_MASK, stride the strides of the three outer axes, in elements.
// The innermost stride is one if alongRow, else zero; float16 operands have one.
Lane read_lane(Floats operand, uint pointer, uvec3 stride, uvec4 at, bool alongRow) {
    uint start = at.x * stride.x + at.y * stride.y + at.z * stride.z;
    if (!alongRow) return Lane(operand.at[start]);
    return load_lane(LaneBuffer(uvec2(operand)), start / LANES + at.w, pointer);
}
