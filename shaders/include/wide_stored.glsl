// Loads of vec4s by 64-bit words, which may be stored as float16.
#include "include/halves.glsl"
#include "include/wide.glsl"

// wide_load_stored is wide_load of the pointer of that number.
vec4 wide_load_stored(Vec4s from, uint i, uint pointer) {
    if (is_half(pointer)) return unpack_halves(Halves(uvec2(from)).at[i]);
    return wide_load(from, i);
}
