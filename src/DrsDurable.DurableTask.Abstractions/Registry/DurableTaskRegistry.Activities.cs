namespace DrsDurable.DurableTask;

public sealed partial class DurableTaskRegistry
{
    /// <exception cref="ArgumentException">The name, in this version, is taken.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<ITaskActivity> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return AddActivity(name, version, _ => factory());
    }

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskActivity> factory)
    {
        Add(activities, name, version, factory, "activity");
        return this;
    }

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity(TaskName name, Func<ITaskActivity> factory) => AddActivity(name, default, factory);

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory) => AddActivity(name, default, factory);

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity(TaskName name, Type type) =>
        AddActivity(name, IdentityOf(type, typeof(ITaskActivity)).Version, services => Create<ITaskActivity>(services, type));

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity(Type type) => AddActivity(IdentityOf(type, typeof(ITaskActivity)).Name, type);

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity<TActivity>(TaskName name)
        where TActivity : class, ITaskActivity => AddActivity(name, typeof(TActivity));

    /// <inheritdoc cref="AddActivity(TaskName, TaskVersion, Func{ITaskActivity})"/>
    public DurableTaskRegistry AddActivity<TActivity>()
        where TActivity : class, ITaskActivity => AddActivity(typeof(TActivity));

    /// <summary>Registers one object for every run: it must not keep state between them.</summary>
    public DurableTaskRegistry AddActivity(TaskName name, ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(name, IdentityOf(activity.GetType(), typeof(ITaskActivity)).Version, _ => activity);
    }

    /// <inheritdoc cref="AddActivity(TaskName, ITaskActivity)"/>
    public DurableTaskRegistry AddActivity(ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(IdentityOf(activity.GetType(), typeof(ITaskActivity)).Name, activity);
    }
}
