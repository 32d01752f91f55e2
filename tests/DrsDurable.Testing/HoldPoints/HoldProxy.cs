using System.Reflection;

namespace DrsDurable.Testing.HoldPoints;

/// <summary>Stands before a service of the product and stops the one call that the hold point names.</summary>
/// <remarks>Public and open to inheritance because the runtime generates a class from it.</remarks>
public class HoldProxy : DispatchProxy
{
    private static readonly MethodInfo HeldResult = typeof(HoldProxy).GetMethod(nameof(HoldAfterAsync), 1, BindingFlags.NonPublic | BindingFlags.Instance, null, [typeof(Task<>).MakeGenericType(Type.MakeGenericMethodParameter(0)), typeof(string)], null)!;

    private static int calls;

    private object target = null!;
    private string service = "";
    private HoldPoint point = null!;

    internal static object Around(Type service, object target, HoldPoint point)
    {
        var proxy = Create(service, typeof(HoldProxy));
        var self = (HoldProxy)proxy;
        self.target = target;
        self.service = service.Name;
        self.point = point;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        var task = typeof(Task).IsAssignableFrom(method.ReturnType);
        if (task && IsReached("before", method, args))
        {
            Announce("before", method.Name);
            return Never(method.ReturnType);
        }

        var result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, args, null);
        return task && IsReached("after", method, args) ? Hold((Task)result!, method) : result;
    }

    private bool IsReached(string when, MethodInfo method, object?[]? arguments) =>
        point.Matches(when, service, method.Name, arguments) && Interlocked.Increment(ref calls) == point.Count;

    private void Announce(string when, string method)
    {
        Console.Out.WriteLine($"{HoldPoint.Announcement}{when} {service}.{method}");
        Console.Out.Flush();
    }

    private static object Never(Type returned)
    {
        var result = returned.IsGenericType ? returned.GetGenericArguments()[0] : typeof(bool);
        var source = Activator.CreateInstance(typeof(TaskCompletionSource<>).MakeGenericType(result))!;
        return source.GetType().GetProperty(nameof(TaskCompletionSource.Task))!.GetValue(source)!;
    }

    private object Hold(Task call, MethodInfo method) => method.ReturnType.IsGenericType
        ? HeldResult.MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(this, [call, method.Name])!
        : HoldAfterAsync(call, method.Name);

    private async Task HoldAfterAsync(Task call, string method)
    {
        await call.ConfigureAwait(false);
        Announce("after", method);
        await new TaskCompletionSource().Task.ConfigureAwait(false);
    }

    private async Task<T> HoldAfterAsync<T>(Task<T> call, string method)
    {
        await call.ConfigureAwait(false);
        Announce("after", method);
        return await new TaskCompletionSource<T>().Task.ConfigureAwait(false);
    }
}
