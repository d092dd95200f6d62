// Floats two by two, for kernels in which a thread has two channels.
#include "include/words.glsl"

// The struct matters: an array of bare pointers makes glslang ask for descriptor
// arrays, which a device need not have.
struct Pair { Word xy; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Pairs { Pair at[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Vec2s { vec2 at[]; };

vec2 pair_load(Pairs from, uint i) { return word_floats(from.at[i].xy); }

// pair_store stores a word if WORDS is set, a specialisation constant of the
// kernel. Words are for subgroups of eight lanes: on lavapipe the transforms of
// Winograd's convolution are then 5 to 10 % faster, but the compiler of lavapipe
// 26 overruns its stack on stores of words by sixteen lanes.
void pair_store(Vec2s to, uint i, vec2 pair) {
    if (WORDS) Pairs(uvec2(to)).at[i].xy = floats_word(pair);
    else to.at[i] = pair;
}
