import JacobiCore
import JacobiGrad
import JacobiReference

print("imported JacobiCore, JacobiGrad and JacobiReference")
