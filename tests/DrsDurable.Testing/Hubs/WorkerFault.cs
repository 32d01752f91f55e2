namespace DrsDurable.Testing.Hubs;

public enum WorkerFaultKind
{
    /// <summary>The same answer comes twice.</summary>
    AnswersTwice,

    /// <summary>The work is given back after it was answered.</summary>
    AbandonsAfterAnswer,

    /// <summary>The work is given back, and answered all the same once it has been handed out again.</summary>
    AnswersAfterAbandon,

    /// <summary>No answer comes. A turn is handed out again after its lock; an activity is lost with its process.</summary>
    NeverAnswers,
}

/// <summary>One misdeed of a worker.</summary>
/// <param name="Answer">Counted from 1 over all answers to turns and activities.</param>
public sealed record WorkerFault(int Answer, WorkerFaultKind Kind);
