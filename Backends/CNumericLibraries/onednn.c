// Convolutions by oneDNN, through the C interface of its version 2.
// (https://oneapi-src.github.io/oneDNN/v2.6/dev_guide_convolution.html)
#include "loading.h"

#include <stdlib.h>
#include <string.h>

// Numbers of the interface.
enum {
  f32 = 3,
  cpu = 1,
  forward_inference = 96,
  forward_training = 64,
  direct = 1,
  any_format = 1,
  user_scratchpad = 1,
  query_implementation = 8,
  query_source = 129,
  query_diff_source = 130,
  query_weights = 131,
  query_diff_weights = 132,
  query_destination = 133,
  query_diff_destination = 134,
  query_scratchpad = 136,
  arg_source = 1,
  arg_weights = 33,
  arg_destination = 17,
  arg_scratchpad = 80,
  arg_diff = 128,
  maximum_rank = 12,
};

// Structures that only oneDNN looks into. That of memory is copied, so its size counts; the other one has room to spare.
typedef struct Descriptor {
  int64_t words[87];  // in versions 2.0 to 2.7
} Descriptor;
typedef struct Operation {
  int64_t words[1600];
} Operation;
typedef int64_t Dims[maximum_rank];
typedef struct Argument {
  int kind;
  void *memory;
} Argument;

static struct {
  int (*engine_create)(void **, int, size_t);
  int (*stream_create)(void **, void *, unsigned);
  int (*stream_destroy)(void *);
  int (*stream_wait)(void *);
  int (*memory_create)(void **, const Descriptor *, void *, void *);
  int (*memory_destroy)(void *);
  int (*describe_strides)(Descriptor *, int, const int64_t *, int, const int64_t *);
  int (*describe_tag)(Descriptor *, int, const int64_t *, int, int);
  int (*are_equal)(const Descriptor *, const Descriptor *);
  size_t (*byte_count)(const Descriptor *);
  int (*attributes_create)(void **);
  int (*set_scratchpad_mode)(void *, int);
  int (*forward)(
      Operation *, int, int, const Descriptor *, const Descriptor *, const Descriptor *, const Descriptor *,
      const int64_t *, const int64_t *, const int64_t *, const int64_t *);
  int (*backward_data)(
      Operation *, int, const Descriptor *, const Descriptor *, const Descriptor *, const int64_t *, const int64_t *,
      const int64_t *, const int64_t *);
  int (*backward_weights)(
      Operation *, int, const Descriptor *, const Descriptor *, const Descriptor *, const Descriptor *, const int64_t *,
      const int64_t *, const int64_t *, const int64_t *);
  int (*description_create)(void **, const Operation *, void *, void *, void *);
  int (*description_destroy)(void *);
  int (*reorder_description_create)(void **, const Descriptor *, void *, const Descriptor *, void *, void *);
  const Descriptor *(*query_memory)(void *, int, int);
  int (*query)(void *, int, int, void *);
  int (*primitive_create)(void **, void *);
  int (*primitive_destroy)(void *);
  int (*execute)(void *, void *, int, const Argument *);
  int (*sgemm)(
      char, char, int64_t, int64_t, int64_t, float, const float *, int64_t, const float *, int64_t, float, float *,
      int64_t);
} dnnl;

// The run time of OpenMP that oneDNN was linked with; null where it has none.
static int (*omp_get_max_threads)(void);
static void (*omp_set_num_threads)(int);

static void *engine, *attributes;

const char *jacobi_load_onednn(void) {
  const JacobiSymbol symbols[] = {
      {"dnnl_engine_create", &dnnl.engine_create},
      {"dnnl_stream_create", &dnnl.stream_create},
      {"dnnl_stream_destroy", &dnnl.stream_destroy},
      {"dnnl_stream_wait", &dnnl.stream_wait},
      {"dnnl_memory_create", &dnnl.memory_create},
      {"dnnl_memory_destroy", &dnnl.memory_destroy},
      {"dnnl_memory_desc_init_by_strides", &dnnl.describe_strides},
      {"dnnl_memory_desc_init_by_tag", &dnnl.describe_tag},
      {"dnnl_memory_desc_equal", &dnnl.are_equal},
      {"dnnl_memory_desc_get_size", &dnnl.byte_count},
      {"dnnl_primitive_attr_create", &dnnl.attributes_create},
      {"dnnl_primitive_attr_set_scratchpad_mode", &dnnl.set_scratchpad_mode},
      {"dnnl_dilated_convolution_forward_desc_init", &dnnl.forward},
      {"dnnl_dilated_convolution_backward_data_desc_init", &dnnl.backward_data},
      {"dnnl_dilated_convolution_backward_weights_desc_init", &dnnl.backward_weights},
      {"dnnl_primitive_desc_create", &dnnl.description_create},
      {"dnnl_primitive_desc_destroy", &dnnl.description_destroy},
      {"dnnl_reorder_primitive_desc_create", &dnnl.reorder_description_create},
      {"dnnl_primitive_desc_query_md", &dnnl.query_memory},
      {"dnnl_primitive_desc_query", &dnnl.query},
      {"dnnl_primitive_create", &dnnl.primitive_create},
      {"dnnl_primitive_destroy", &dnnl.primitive_destroy},
      {"dnnl_primitive_execute", &dnnl.execute},
      {"dnnl_sgemm", &dnnl.sgemm},
  };
  const JacobiSymbol optional[] = {
      {"omp_get_max_threads", &omp_get_max_threads}, {"omp_set_num_threads", &omp_set_num_threads}};
  // Version 3 has another interface.
  const char *const files[] = {"libdnnl.so.2", "libdnnl.2.dylib", NULL};
  const char *problem =
      jacobi_load_optional(files, "libdnnl2", "oneDNN", symbols, sizeof symbols / sizeof symbols[0], optional, 2);
  if (problem) return problem;
  if (dnnl.engine_create(&engine, cpu, 0) || dnnl.attributes_create(&attributes) ||
      dnnl.set_scratchpad_mode(attributes, user_scratchpad)) {
    return "oneDNN cannot be used: it has no engine for this processor";
  }
  return NULL;
}

// oneDNN divides work among as many threads as OpenMP gives to the calling one, and decides about it also when a primitive
// is made. It is to use one, as the pool divides the work.
static int begin_single(void) {
  int previous = omp_get_max_threads && omp_set_num_threads ? omp_get_max_threads() : 1;
  if (previous != 1) omp_set_num_threads(1);
  return previous;
}

static void end_single(int previous) {
  if (previous != 1) omp_set_num_threads(previous);
}

typedef struct Operand {
  Descriptor user, inner;
  bool is_copied;
  void *pack, *unpack;  // reorders, made when they are needed
} Operand;

struct JacobiConvolution {
  JacobiConvolutionKind kind;
  void *primitive;
  Operand operands[3];
  Descriptor scratchpad;
};

static void *primitive_of(void *description) {
  void *primitive = NULL;
  if (description && dnnl.primitive_create(&primitive, description)) primitive = NULL;
  if (description) dnnl.description_destroy(description);
  return primitive;
}

static void *reorder(const Descriptor *from, const Descriptor *to) {
  void *description = NULL;
  if (dnnl.reorder_description_create(&description, from, engine, to, engine, NULL)) return NULL;
  return primitive_of(description);
}

// Whether features, which are the second axis, are side by side, and everything else around them in its order.
static bool has_features_last(const JacobiLayout *layout, int64_t *strides) {
  int64_t stride = layout->sizes[1];
  strides[1] = 1;
  for (int axis = layout->rank - 1; axis >= 0; axis--) {
    if (axis == 1) continue;
    strides[axis] = stride;
    stride *= layout->sizes[axis];
  }
  for (int axis = 0; axis < layout->rank; axis++) {
    if (layout->sizes[axis] > 1 && layout->strides[axis] != strides[axis]) return false;
  }
  return true;
}

// Describes an operand as it is, and as the convolution may have it: as it is if features are last, else as oneDNN likes.
static bool describe(Operand *operand, const JacobiLayout *layout, bool is_weights, Descriptor *wanted) {
  Dims strides;
  if (!is_weights && has_features_last(layout, strides)) {
    if (dnnl.describe_strides(&operand->user, layout->rank, layout->sizes, f32, strides)) return false;
    *wanted = operand->user;
    return true;
  }
  return !dnnl.describe_strides(&operand->user, layout->rank, layout->sizes, f32, layout->strides) &&
         !dnnl.describe_tag(wanted, layout->rank, layout->sizes, f32, any_format);
}

static int describe_operation(
    Operation *operation, JacobiConvolutionKind kind, const Descriptor *x, const Descriptor *w, const Descriptor *y,
    const JacobiConvolutionShape *shape) {
  const int64_t *s = shape->strides, *d = shape->dilations, *before = shape->before, *after = shape->after;
  switch (kind) {
    case JacobiConvolutionForward:
      return dnnl.forward(operation, forward_inference, direct, x, w, NULL, y, s, d, before, after);
    case JacobiConvolutionBackwardData: return dnnl.backward_data(operation, direct, x, w, y, s, d, before, after);
    default: return dnnl.backward_weights(operation, direct, x, w, NULL, y, s, d, before, after);
  }
}

// What carries the operation out, or null; the first one that is not the slow specification.
static void *description_of(
    JacobiConvolutionKind kind, const Descriptor *x, const Descriptor *w, const Descriptor *y,
    const JacobiConvolutionShape *shape) {
  Operation operation;
  void *forward = NULL, *description = NULL;
  if (kind != JacobiConvolutionForward) {
    if (dnnl.forward(
            &operation, forward_training, direct, x, w, NULL, y, shape->strides, shape->dilations, shape->before,
            shape->after) ||
        dnnl.description_create(&forward, &operation, attributes, engine, NULL)) {
      return NULL;
    }
  }
  const char *name = NULL;
  if (!describe_operation(&operation, kind, x, w, y, shape) &&
      !dnnl.description_create(&description, &operation, attributes, engine, forward) &&
      (dnnl.query(description, query_implementation, 0, &name) || !name || !strncmp(name, "ref", 3))) {
    dnnl.description_destroy(description);
    description = NULL;
  }
  if (forward) dnnl.description_destroy(forward);
  return description;
}

static bool finish(JacobiConvolution *convolution, void *description) {
  static const int queries[3][3] = {
      {query_source, query_weights, query_destination},
      {query_diff_source, query_weights, query_diff_destination},
      {query_source, query_diff_weights, query_diff_destination},
  };
  for (int i = 0; i < 3; i++) {
    const Descriptor *found = dnnl.query_memory(description, queries[convolution->kind][i], 0);
    if (!found) return false;
    Operand *operand = &convolution->operands[i];
    operand->inner = *found;
    operand->is_copied = !dnnl.are_equal(&operand->user, &operand->inner);
    if (!operand->is_copied) continue;
    operand->pack = reorder(&operand->user, &operand->inner);
    operand->unpack = reorder(&operand->inner, &operand->user);
    if (!operand->pack || !operand->unpack) return false;
  }
  const Descriptor *scratchpad = dnnl.query_memory(description, query_scratchpad, 0);
  if (!scratchpad) return false;
  convolution->scratchpad = *scratchpad;
  return true;
}

JacobiConvolution *jacobi_convolution_create(JacobiConvolutionKind kind, const JacobiConvolutionShape *shape) {
  JacobiConvolution *convolution = calloc(1, sizeof *convolution);
  if (!convolution) return NULL;
  convolution->kind = kind;
  int threads = begin_single();
  Descriptor wanted[3];
  void *description = NULL;
  if (describe(&convolution->operands[0], &shape->source, false, &wanted[0]) &&
      describe(&convolution->operands[1], &shape->weights, true, &wanted[1]) &&
      describe(&convolution->operands[2], &shape->destination, false, &wanted[2])) {
    description = description_of(kind, &wanted[0], &wanted[1], &wanted[2], shape);
  }
  if (description && finish(convolution, description)) convolution->primitive = primitive_of(description);
  else if (description) dnnl.description_destroy(description);
  end_single(threads);
  if (convolution->primitive) return convolution;
  jacobi_convolution_destroy(convolution);
  return NULL;
}

void jacobi_convolution_destroy(JacobiConvolution *convolution) {
  for (int i = 0; i < 3; i++) {
    if (convolution->operands[i].pack) dnnl.primitive_destroy(convolution->operands[i].pack);
    if (convolution->operands[i].unpack) dnnl.primitive_destroy(convolution->operands[i].unpack);
  }
  if (convolution->primitive) dnnl.primitive_destroy(convolution->primitive);
  free(convolution);
}

int64_t jacobi_convolution_copy_bytes(const JacobiConvolution *convolution, JacobiConvolutionOperand operand) {
  const Operand *found = &convolution->operands[operand];
  return found->is_copied ? (int64_t)dnnl.byte_count(&found->inner) : 0;
}

int64_t jacobi_convolution_inner_bytes(const JacobiConvolution *convolution, JacobiConvolutionOperand operand) {
  return (int64_t)dnnl.byte_count(&convolution->operands[operand].inner);
}

int64_t jacobi_convolution_scratch_bytes(const JacobiConvolution *convolution) {
  return (int64_t)dnnl.byte_count(&convolution->scratchpad);
}

bool jacobi_convolution_has_weights(const JacobiConvolution *one, const JacobiConvolution *other) {
  return dnnl.are_equal(
      &one->operands[JacobiConvolutionWeights].inner, &other->operands[JacobiConvolutionWeights].inner);
}

// Runs a primitive on memory that is described by pairs of argument and descriptor.
static bool run(void *primitive, int count, const int *kinds, const Descriptor *const *descriptors, void *const *memory) {
  Argument arguments[4];
  void *stream = NULL;
  int made = 0;
  int threads = begin_single();
  bool is_done = !dnnl.stream_create(&stream, engine, 0);
  for (; is_done && made < count; made++) {
    arguments[made].kind = kinds[made];
    if (dnnl.memory_create(&arguments[made].memory, descriptors[made], engine, memory[made])) {
      is_done = false;
      break;
    }
  }
  is_done = is_done && !dnnl.execute(primitive, stream, count, arguments) && !dnnl.stream_wait(stream);
  for (int i = 0; i < made; i++) dnnl.memory_destroy(arguments[i].memory);
  if (stream) dnnl.stream_destroy(stream);
  end_single(threads);
  return is_done;
}

bool jacobi_convolution_pack(
    const JacobiConvolution *convolution, JacobiConvolutionOperand operand, const void *source, void *target) {
  const Operand *found = &convolution->operands[operand];
  return run(
      found->pack, 2, (const int[]){arg_source, arg_destination},
      (const Descriptor *const[]){&found->user, &found->inner}, (void *const[]){(void *)source, target});
}

bool jacobi_convolution_unpack(
    const JacobiConvolution *convolution, JacobiConvolutionOperand operand, const void *source, void *target) {
  const Operand *found = &convolution->operands[operand];
  return run(
      found->unpack, 2, (const int[]){arg_source, arg_destination},
      (const Descriptor *const[]){&found->inner, &found->user}, (void *const[]){(void *)source, target});
}

bool jacobi_convolution_execute(
    const JacobiConvolution *convolution, void *source, void *weights, void *destination, void *scratch) {
  int diff_source = convolution->kind == JacobiConvolutionBackwardData ? arg_diff : 0;
  int diff_weights = convolution->kind == JacobiConvolutionBackwardWeights ? arg_diff : 0;
  int diff_destination = convolution->kind == JacobiConvolutionForward ? 0 : arg_diff;
  const Operand *operands = convolution->operands;
  return run(
      convolution->primitive, 4,
      (const int[]){
          arg_source + diff_source, arg_weights + diff_weights, arg_destination + diff_destination, arg_scratchpad},
      (const Descriptor *const[]){
          &operands[0].inner, &operands[1].inner, &operands[2].inner, &convolution->scratchpad},
      (void *const[]){source, weights, destination, scratch});
}

void jacobi_add_floats(int64_t count, const float *source, float *target) {
  for (int64_t i = 0; i < count; i++) target[i] += source[i];
}

void jacobi_reverse_floats(
    int32_t rank, const int64_t *sizes, const bool *reversed, const float *source, float *target) {
  int64_t count = 1, steps[maximum_rank], place[maximum_rank] = {0}, element = 0;
  for (int axis = rank - 1; axis >= 0; axis--) {
    steps[axis] = reversed[axis] ? -count : count;
    if (reversed[axis]) element += (sizes[axis] - 1) * count;
    count *= sizes[axis];
  }
  for (int64_t i = 0; i < count; i++) {
    target[i] = source[element];
    for (int axis = rank - 1; axis >= 0; axis--) {
      element += steps[axis];
      if (++place[axis] < sizes[axis]) break;
      element -= place[axis] * steps[axis];
      place[axis] = 0;
    }
  }
}

// In plain loops, for when oneDNN finds no memory for its copies.
static void multiply(
    bool transposedA, bool transposedB, int32_t m, int32_t n, int32_t k, const float *a, int32_t lda, const float *b,
    int32_t ldb, float *c, int32_t ldc) {
  for (int64_t i = 0; i < m; i++) {
    for (int64_t j = 0; j < n; j++) {
      float sum = 0;
      for (int64_t l = 0; l < k; l++) {
        sum += (transposedA ? a[l * lda + i] : a[i * lda + l]) * (transposedB ? b[j * ldb + l] : b[l * ldb + j]);
      }
      c[i * ldc + j] = sum;
    }
  }
}

void jacobi_onednn_gemm(
    bool transposedA, bool transposedB, int32_t m, int32_t n, int32_t k, const void *a, int32_t lda, const void *b,
    int32_t ldb, void *c, int32_t ldc) {
  int threads = begin_single();
  int status =
      dnnl.sgemm(transposedA ? 'T' : 'N', transposedB ? 'T' : 'N', m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  end_single(threads);
  if (status) multiply(transposedA, transposedB, m, n, k, a, lda, b, ldb, c, ldc);
}
